// SPDX-License-Identifier: Apache-2.0
#ifndef FLEDGE_BUILD_STAMP_H
#define FLEDGE_BUILD_STAMP_H

/// The version that this program was built as, from RELEASE_VERSION; "0.0.0-dev" without it.
extern const char *const fledge_build_version;
/// The commit that it was built from, or "unknown".
extern const char *const fledge_build_commit;
/// The commit's date, YYYY-MM-DD, or "unknown".
extern const char *const fledge_build_date;

#endif
