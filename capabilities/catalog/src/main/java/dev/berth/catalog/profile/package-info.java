/// What a package's profile says beyond the package: settings found by measuring it on a machine.
/// Begin with [TuningProfiles]. Profiles are written by `berth bench`; here they are only read.
@NullMarked
package dev.berth.catalog.profile;

import org.jspecify.annotations.NullMarked;
