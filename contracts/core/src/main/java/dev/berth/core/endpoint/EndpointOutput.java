package dev.berth.core.endpoint;

import dev.berth.core.system.SourceLocation;
import java.util.List;
import java.util.Optional;

/// One named output of an endpoint.
public sealed interface EndpointOutput {

    String name();

    /// A value.
    ///
    /// @param value `step.output` or an expression
    /// @param meaning for people; empty for that of the field it is
    /// @param unit of the numbers; empty for that of the field it is
    record Single(
            String name, ExpressionText value, Optional<String> meaning, Optional<String> unit)
            implements EndpointOutput {}

    /// A list of objects.
    ///
    /// @param meaning of the list, for people; may be empty
    /// @param fields of an object by their names there, each the list of all objects' values; at
    ///   least one
    record ObjectList(
            String name,
            String meaning,
            List<Single> fields,
            SourceLocation location,
            String pointer)
            implements EndpointOutput {
        public ObjectList {
            fields = List.copyOf(fields);
        }
    }
}
