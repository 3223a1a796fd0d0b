#include "CInstallation.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char installation[] = {
#embed "../../../Deploy/install.yaml"
};

const unsigned char *martlet_installation(void) { return installation; }

size_t martlet_installation_size(void) { return sizeof installation; }
