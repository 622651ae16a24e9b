package dev.berth.server.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Choice between two media types by an `Accept` header.
///
/// Source: RFC 9110, sections 12.4.2 and 12.5.1. What cannot be read of a header counts for
/// nothing.
final class AcceptHeader {
    private static final String JSON = "application/json";

    /// A weight in the form that the RFC allows.
    private static final Pattern WEIGHT = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

    private AcceptHeader() {}

    /// Whether `application/json` is preferred to another type: it has the greater weight, or the
    /// same by its name while the other has it by a wildcard, or not at all.
    ///
    /// @param header null if there is none
    /// @param other a type in lower case
    static boolean prefersJson(@Nullable String header, String other) {
        if (header == null) {
            return false;
        }
        Weight json = weight(header, JSON);
        Weight others = weight(header, other);
        return json.value == others.value
                ? json.value > 0 && json.isByName && !others.isByName
                : json.value > others.value;
    }

    /// Quality value of a type.
    private record Weight(double value, boolean isByName) {}

    /// By the range that names the type most closely.
    private static Weight weight(String header, String type) {
        String subtypes = type.substring(0, type.indexOf('/') + 1) + "*";
        int closest = 0;
        double value = 0;
        for (String range : header.split(",", -1)) {
            int semicolon = range.indexOf(';');
            String named = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
            int closeness =
                    named.equalsIgnoreCase(type)
                            ? 3
                            : named.equalsIgnoreCase(subtypes) ? 2 : named.equals("*/*") ? 1 : 0;
            if (closeness > closest) {
                closest = closeness;
                value = semicolon < 0 ? 1 : weight(range.substring(semicolon + 1));
            }
        }
        return new Weight(value, closest == 3);
    }

    private static double weight(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            String text = parameter.strip();
            if (text.regionMatches(true, 0, "q=", 0, 2)) {
                String weight = text.substring(2);
                return WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight) : 0;
            }
        }
        return 1;
    }
}
