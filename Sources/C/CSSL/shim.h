#ifndef MARTLET_CSSL_SHIM_H
#define MARTLET_CSSL_SHIM_H

// Of OpenSSL 3, and nothing that it calls deprecated.
#ifndef OPENSSL_API_COMPAT
#define OPENSSL_API_COMPAT 30000
#endif
#ifndef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED
#endif
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

// Macros, which Swift does not see.
static inline int martlet_ssl_be_strict(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

// Without it an encrypted key would be asked for on the terminal.
static inline int martlet_ssl_no_password(char *buffer, int size, int writing, void *data) { return 0; }
static inline void martlet_ssl_ask_nobody(SSL_CTX *context) {
    SSL_CTX_set_default_passwd_cb(context, martlet_ssl_no_password);
}

#endif
