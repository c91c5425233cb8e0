// The pull reader of libxml2.
//
// Debian's headers pull in those of ICU, which clash with Foundation's own copy of them; the reader
// does not need them.

#ifndef CHITRA_CXML2_SHIM_H
#define CHITRA_CXML2_SHIM_H

#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>

/// Frees a text of libxml2; `xmlFree` itself is a variable, which Swift does not call.
static inline void chitra_xml_free(xmlChar *text) { xmlFree(text); }

#endif
