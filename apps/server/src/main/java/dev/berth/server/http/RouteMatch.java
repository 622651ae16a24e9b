package dev.berth.server.http;

import java.util.List;

/// A route with what a path has in place of its variables, decoded. Immutable.
record RouteMatch(Route route, List<String> values) {
    RouteMatch {
        values = List.copyOf(values);
    }

    /// The text in the place of a variable; empty if the route has no such one.
    String value(String variable) {
        int index = route.template().variables().indexOf(variable);
        return index < 0 ? "" : values.get(index);
    }

    /// The text in the place of the first variable; empty if the route has none.
    String first() {
        return values.isEmpty() ? "" : values.getFirst();
    }
}
