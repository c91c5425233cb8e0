// Rows of eight integers between SQLite and an array, many at a time: what a statement takes to bind
// or read cell by cell is most of what a line of a batch costs.
//
// An aggregate function collects the rows that a query gives; a virtual table that only its own
// connection sees gives the rows of an array to INSERT … SELECT. Neither is in the schema.
//
// Always: `count` rows of `cells` are set, and `count` is never above `capacity`.

#ifndef CHITRA_CSQLITE_LINE_ROWS_H
#define CHITRA_CSQLITE_LINE_ROWS_H
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

enum { CHITRA_LINE_CELLS = 8 };

struct chitra_line_rows {
    int64_t *cells;
    int64_t count;
    int64_t capacity;
    /* Whether a cell was seen that is no integer. */
    int is_foreign;
};

#define CHITRA_LINE_ROWS_TYPE "chitra-line-rows"

/* chitra_collect(rows, eight integers): appends a row. */
static inline void chitra_collect_step(
    sqlite3_context *context, int count, sqlite3_value **values) {
    struct chitra_line_rows *rows =
        (struct chitra_line_rows *)sqlite3_value_pointer(values[0], CHITRA_LINE_ROWS_TYPE);
    if (rows == 0 || count != CHITRA_LINE_CELLS + 1 || rows->count >= rows->capacity) {
        sqlite3_result_error(context, "more rows than there is room for", -1);
        return;
    }
    int64_t *cells = rows->cells + rows->count * CHITRA_LINE_CELLS;
    for (int index = 0; index < CHITRA_LINE_CELLS; index++) {
        if (sqlite3_value_type(values[index + 1]) != SQLITE_INTEGER) rows->is_foreign = 1;
        cells[index] = sqlite3_value_int64(values[index + 1]);
    }
    rows->count += 1;
}

static inline void chitra_collect_final(sqlite3_context *context) { sqlite3_result_null(context); }

/* The function that collects, for one connection. */
static inline int chitra_make_collect(sqlite3 *connection) {
    return sqlite3_create_function_v2(
        connection, "chitra_collect", CHITRA_LINE_CELLS + 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, 0, 0,
        chitra_collect_step, chitra_collect_final, 0);
}

static inline int chitra_bind_rows(
    sqlite3_stmt *statement, int index, struct chitra_line_rows *rows) {
    return sqlite3_bind_pointer(statement, index, rows, CHITRA_LINE_ROWS_TYPE, 0);
}

struct chitra_feed_table {
    sqlite3_vtab base;
    struct chitra_line_rows *rows;
};

struct chitra_feed_cursor {
    sqlite3_vtab_cursor base;
    int64_t place;
};

static inline int chitra_feed_connect(
    sqlite3 *connection, void *rows, int argc, const char *const *argv, sqlite3_vtab **table,
    char **error) {
    (void)argc;
    (void)argv;
    (void)error;
    int code = sqlite3_declare_vtab(
        connection, "CREATE TABLE feed (c0 INTEGER, c1 INTEGER, c2 INTEGER, c3 INTEGER,"
                    " c4 INTEGER, c5 INTEGER, c6 INTEGER, c7 INTEGER)");
    if (code == SQLITE_OK) code = sqlite3_vtab_config(connection, SQLITE_VTAB_DIRECTONLY);
    if (code != SQLITE_OK) return code;
    struct chitra_feed_table *made = sqlite3_malloc(sizeof *made);
    if (made == 0) return SQLITE_NOMEM;
    memset(made, 0, sizeof *made);
    made->rows = (struct chitra_line_rows *)rows;
    *table = &made->base;
    return SQLITE_OK;
}

static inline int chitra_feed_disconnect(sqlite3_vtab *table) {
    sqlite3_free(table);
    return SQLITE_OK;
}

static inline int chitra_feed_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
    (void)table;
    info->estimatedCost = 1.0;
    return SQLITE_OK;
}

static inline int chitra_feed_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
    (void)table;
    struct chitra_feed_cursor *made = sqlite3_malloc(sizeof *made);
    if (made == 0) return SQLITE_NOMEM;
    memset(made, 0, sizeof *made);
    *cursor = &made->base;
    return SQLITE_OK;
}

static inline int chitra_feed_close(sqlite3_vtab_cursor *cursor) {
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static inline int chitra_feed_filter(
    sqlite3_vtab_cursor *cursor, int number, const char *text, int argc, sqlite3_value **argv) {
    (void)number;
    (void)text;
    (void)argc;
    (void)argv;
    ((struct chitra_feed_cursor *)cursor)->place = 0;
    return SQLITE_OK;
}

static inline int chitra_feed_next(sqlite3_vtab_cursor *cursor) {
    ((struct chitra_feed_cursor *)cursor)->place += 1;
    return SQLITE_OK;
}

static inline int chitra_feed_eof(sqlite3_vtab_cursor *cursor) {
    struct chitra_feed_table *table = (struct chitra_feed_table *)cursor->pVtab;
    return ((struct chitra_feed_cursor *)cursor)->place >= table->rows->count;
}

static inline int chitra_feed_column(
    sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) {
    struct chitra_feed_table *table = (struct chitra_feed_table *)cursor->pVtab;
    int64_t place = ((struct chitra_feed_cursor *)cursor)->place;
    if (column < 0 || column >= CHITRA_LINE_CELLS) return SQLITE_RANGE;
    sqlite3_result_int64(context, table->rows->cells[place * CHITRA_LINE_CELLS + column]);
    return SQLITE_OK;
}

static inline int chitra_feed_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row) {
    *row = ((struct chitra_feed_cursor *)cursor)->place;
    return SQLITE_OK;
}

/* A table of that name, which gives the rows; they must outlive the connection's use of it. */
static inline int chitra_make_feed(
    sqlite3 *connection, const char *name, struct chitra_line_rows *rows) {
    static const sqlite3_module module = {
        .iVersion = 1,
        .xConnect = chitra_feed_connect,
        .xBestIndex = chitra_feed_best_index,
        .xDisconnect = chitra_feed_disconnect,
        .xOpen = chitra_feed_open,
        .xClose = chitra_feed_close,
        .xFilter = chitra_feed_filter,
        .xNext = chitra_feed_next,
        .xEof = chitra_feed_eof,
        .xColumn = chitra_feed_column,
        .xRowid = chitra_feed_rowid,
    };
    return sqlite3_create_module_v2(connection, name, &module, rows, 0);
}
#endif
