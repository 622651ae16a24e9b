package dev.berth.architecture;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The fields that expressions read, by their origin.
final class References {
    private static final Pattern QUOTED =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");

    /// `owner.field`, or `owner.list.field`; what is called is no field.
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "(?<![A-Za-z0-9_.])([A-Za-z]\\w*)\\.([A-Za-z]\\w*(?!\\w|\\s*\\()"
                            + "(?:\\.[A-Za-z]\\w*(?!\\w|\\s*\\())?)");

    private final Map<String, Set<String>> fieldsByOwner = new LinkedHashMap<>();

    References read(String expression) {
        Matcher matcher = REFERENCE.matcher(QUOTED.matcher(expression).replaceAll("''"));
        while (matcher.find()) {
            add(matcher.group(1), matcher.group(2));
        }
        return this;
    }

    void add(String owner, String field) {
        fieldsByOwner.computeIfAbsent(owner, key -> new LinkedHashSet<>()).add(field);
    }

    Map<String, Set<String>> fieldsByOwner() {
        return fieldsByOwner;
    }
}
