/// Profiles: what was measured of a model on a machine, and settings found by that. Begin with
/// [ModelProfile], which `berth bench` writes; [TuningProfiles] finds the settings in it.
@NullMarked
package dev.berth.catalog.profile;

import org.jspecify.annotations.NullMarked;
