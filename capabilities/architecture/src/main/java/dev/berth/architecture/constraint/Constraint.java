package dev.berth.architecture.constraint;

import dev.berth.core.system.SourceLocation;
import java.util.Optional;

/// Constraint of an architecture.
///
/// @param name unique in the system
/// @param reason why it is there, in a sentence; may be empty
/// @param owner the responsible team
/// @param location where it is written; of a pattern's, where the pattern is named
public record Constraint(
        String name, String reason, Optional<String> owner, Rule rule, SourceLocation location) {}
