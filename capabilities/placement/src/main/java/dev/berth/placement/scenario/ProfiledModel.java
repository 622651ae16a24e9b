package dev.berth.placement.scenario;

import java.nio.file.Path;

/// Model or endpoint that a profile measured, in its system.
///
/// @param system its directory
/// @param name of the model or endpoint
/// @param cpu of the machine that was measured
/// @param cores of that machine
public record ProfiledModel(Path system, String name, String cpu, int cores) {}
