package dev.berth.placement.scenario;

/// Requirement of a scenario with its reason.
///
/// @param because empty if none is stated
/// @param line of the scenario's file; 0 if it has none
public record StatedRequirement(Requirement requirement, String because, int line) {}
