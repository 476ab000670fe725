#ifndef CR_CLI_VERSION_H
#define CR_CLI_VERSION_H
#define CR_VERSION "0.1.0"
#endif
