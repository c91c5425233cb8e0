// What Signing needs of OpenSSL's libcrypto (3.0 or later), and nothing of libssl.
//
// Swift does not import function-like macros, so each one in use has a function here with the
// macro's own name behind the prefix `openssl_`. Nothing else is defined here.

#ifndef CHITRA_COPENSSL_SHIM_H
#define CHITRA_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static inline long openssl_BIO_get_mem_data(BIO *bio, char **data) {
    return BIO_get_mem_data(bio, data);
}

static inline void openssl_OPENSSL_free(void *memory) { OPENSSL_free(memory); }

static inline EVP_PKEY *openssl_EVP_EC_gen(const char *curve) { return EVP_EC_gen(curve); }

static inline EVP_PKEY *openssl_EVP_RSA_gen(unsigned int bits) { return EVP_RSA_gen(bits); }

static inline STACK_OF(X509) *openssl_sk_X509_new_null(void) { return sk_X509_new_null(); }

static inline int openssl_sk_X509_num(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }

static inline X509 *openssl_sk_X509_value(const STACK_OF(X509) *stack, int index) {
    return sk_X509_value(stack, index);
}

static inline void openssl_sk_X509_pop_free(STACK_OF(X509) *stack) {
    sk_X509_pop_free(stack, X509_free);
}

static inline int openssl_sk_CMS_SignerInfo_num(const STACK_OF(CMS_SignerInfo) *stack) {
    return sk_CMS_SignerInfo_num(stack);
}

static inline CMS_SignerInfo *openssl_sk_CMS_SignerInfo_value(
    const STACK_OF(CMS_SignerInfo) *stack, int index) {
    return sk_CMS_SignerInfo_value(stack, index);
}

// The context of a digest as a plain value, and no look-up of an algorithm for each message: a leaf of
// a hash tree is two blocks long, and EVP takes longer over it than the blocks do. OpenSSL 3 calls these
// functions deprecated because they pass its providers by, and has them in every build.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static inline int openssl_SHA256_Init(SHA256_CTX *context) { return SHA256_Init(context); }

static inline int openssl_SHA256_Update(SHA256_CTX *context, const void *bytes, size_t count) {
    return SHA256_Update(context, bytes, count);
}

static inline int openssl_SHA256_Final(unsigned char *digest, SHA256_CTX *context) {
    return SHA256_Final(digest, context);
}

#pragma GCC diagnostic pop

#endif
