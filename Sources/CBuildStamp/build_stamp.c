// SPDX-License-Identifier: Apache-2.0
#include "build_stamp.h"

#ifndef FLEDGE_VERSION
#define FLEDGE_VERSION "0.0.0-dev"
#endif
#ifndef FLEDGE_COMMIT
#define FLEDGE_COMMIT "unknown"
#endif
#ifndef FLEDGE_DATE
#define FLEDGE_DATE "unknown"
#endif

const char *const fledge_build_version = FLEDGE_VERSION;
const char *const fledge_build_commit = FLEDGE_COMMIT;
const char *const fledge_build_date = FLEDGE_DATE;
