package dev.berth.core.endpoint;

import java.util.Optional;

/// One field of an endpoint's answer.
///
/// @param value `step.output` or an expression
/// @param meaning for people; empty for that of the field it is
/// @param unit of the numbers; empty for that of the field it is
public record EndpointOutput(
        String name, ExpressionText value, Optional<String> meaning, Optional<String> unit) {}
