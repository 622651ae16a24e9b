package dev.berth.cards.evidence;

import dev.berth.catalog.profile.ModelProfile;

/// A profile in a file.
///
/// @param name of the file without `.profile.json`
/// @param file below the system's directory, with `/` between folders
public record MeasuredProfile(String name, String file, ModelProfile profile) {}
