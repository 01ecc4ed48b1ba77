// SPDX-License-Identifier: Apache-2.0

/// The program's version. A release build has its tag here.
let helloVersion = "0.0.0-dev"
