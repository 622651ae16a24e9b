/// Profiles: measurements of a model on a machine, and settings derived from them. Begin with
/// [ModelProfile], which `berth bench` writes; [TuningProfiles] finds the settings in it.
@NullMarked
package dev.berth.catalog.profile;

import org.jspecify.annotations.NullMarked;
