package dev.berth.audit.code;

/// A handler of exceptions.
///
/// @param type the exceptions, as they are written; empty for all
/// @param line of the handler
/// @param tryLine the first line of what it guards
/// @param tryEndLine the last one
/// @param isEmpty whether it does nothing at all: no call, no value, no exception
public record Handler(String type, int line, int tryLine, int tryEndLine, boolean isEmpty) {}
