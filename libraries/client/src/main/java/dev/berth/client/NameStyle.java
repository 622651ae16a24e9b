package dev.berth.client;

import java.util.Locale;

/// Style of field names for the components of Java records. In responses `maxSpeed`, `max-speed`
/// and `max_speed` are one name in any style.
public enum NameStyle {
    /// `maxSpeed` as `maxSpeed`.
    AS_WRITTEN {
        @Override
        String of(String component) {
            return component;
        }
    },
    /// `maxSpeed` as `max-speed`.
    KEBAB_CASE {
        @Override
        String of(String component) {
            return separated(component, "-");
        }
    },
    /// `maxSpeed` as `max_speed`.
    SNAKE_CASE {
        @Override
        String of(String component) {
            return separated(component, "_");
        }
    };

    /// The field name of a component.
    abstract String of(String component);

    private static String separated(String component, String separator) {
        return component
                .replaceAll("([a-z0-9])([A-Z])", "$1" + separator + "$2")
                .toLowerCase(Locale.ROOT);
    }

    /// The form that all styles of a name share.
    static String folded(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
