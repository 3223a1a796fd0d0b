#pragma once
#include <stddef.h>

/* Deploy/install.yaml, as it was when the program was built. */
const unsigned char *_Nonnull martlet_installation(void);
size_t martlet_installation_size(void);
