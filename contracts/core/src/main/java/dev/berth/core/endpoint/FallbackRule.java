package dev.berth.core.endpoint;

import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Alternative source of a response if the graph fails or a guard discards its response.
public sealed interface FallbackRule {

    String name();

    SourceLocation location();

    /// The place within the file, as a JSON pointer.
    String pointer();

    /// An answer that was given to an equal record before.
    ///
    /// @param ageMax how old it may be, longer than the cache's time to live
    record Kept(String name, Duration ageMax, SourceLocation location, String pointer)
            implements FallbackRule {}

    /// The graph with others in the place of some of what it calls, such as older versions.
    record Other(GraphVariant arm) implements FallbackRule {
        @Override
        public String name() {
            return arm.name();
        }

        @Override
        public SourceLocation location() {
            return arm.location();
        }

        @Override
        public String pointer() {
            return arm.pointer();
        }
    }

    /// A rule's answer or a constant one.
    ///
    /// @param values by the name of an output, all of them
    record Answer(
            String name,
            Map<String, ExpressionText> values,
            SourceLocation location,
            String pointer)
            implements FallbackRule {
        public Answer {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
