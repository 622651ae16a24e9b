package dev.berth.core.system;

import dev.berth.core.signature.DeclaredShape;
import java.util.Optional;

/// One state tensor of a stateful model: what an execution puts out feeds the next one of the
/// session.
///
/// @param input the artifact's input that takes the state
/// @param output the artifact's output that gives the next state
/// @param shape of the state, with the batch dimension where it has one; empty for that of the
///   artifact's input
/// @param initial the value of every element when a session begins
public record SessionState(
        String input, String output, Optional<DeclaredShape> shape, double initial) {}
