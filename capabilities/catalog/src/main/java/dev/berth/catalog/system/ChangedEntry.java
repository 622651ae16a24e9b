package dev.berth.catalog.system;

/// One entry of one part that may have changed, such as a model.
///
/// @param part as [SystemPart#type] says
/// @param name of the entry
public record ChangedEntry(Class<?> part, String name) {}
