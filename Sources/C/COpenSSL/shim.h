#ifndef MARTLET_COPENSSL_SHIM_H
#define MARTLET_COPENSSL_SHIM_H

// Of OpenSSL 3, and nothing that it calls deprecated.
#ifndef OPENSSL_API_COMPAT
#define OPENSSL_API_COMPAT 30000
#endif
#ifndef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED
#endif
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

// A list of parameters points to where its values are, for which Swift has no safe place.
static inline int martlet_hmac_init(EVP_MAC_CTX *context, const unsigned char *key, size_t length) {
    char digest[] = OSSL_DIGEST_NAME_SHA2_256;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    // No address means that the key stays as it is; an empty key has one.
    return EVP_MAC_init(context, key != NULL ? key : (const unsigned char *)"", length, parameters);
}

#endif
