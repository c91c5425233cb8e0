#ifndef CHITRA_CSQLITE_SHIM_H
#define CHITRA_CSQLITE_SHIM_H
#include <sqlite3.h>
#include "line_rows.h"

/* sqlite3_config is variadic and not imported; memory statistics cost a lock on each allocation. */
static inline int chitra_sqlite3_disable_memory_status(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
#endif
