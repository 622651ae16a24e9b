package dev.berth.server.http;

import org.jspecify.annotations.Nullable;

/// The media types of problems that an `Accept` header asks for. Immutable.
///
/// Source: RFC 9110, sections 12.4.2 and 12.5.1. What cannot be read of a header counts for
/// nothing.
final class AcceptHeader {
    private static final String JSON = "application/json";
    private static final String PROBLEM_JSON = "application/problem+json";

    /// The weight of a type that no range of the header names.
    private static final double NOT_NAMED = -1;

    private final double json;
    private final double problemJson;

    /// Of all types under `application`, or of all types.
    private final double others;

    private AcceptHeader(double json, double problemJson, double others) {
        this.json = json;
        this.problemJson = problemJson;
        this.others = others;
    }

    static AcceptHeader of(String header) {
        double json = NOT_NAMED;
        double problemJson = NOT_NAMED;
        double application = NOT_NAMED;
        double any = NOT_NAMED;
        for (String range : header.split(",", -1)) {
            int semicolon = range.indexOf(';');
            String type = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
            double weight = semicolon < 0 ? 1 : weight(range.substring(semicolon + 1));
            if (type.equalsIgnoreCase(JSON)) {
                json = Math.max(json, weight);
            } else if (type.equalsIgnoreCase(PROBLEM_JSON)) {
                problemJson = Math.max(problemJson, weight);
            } else if (type.equalsIgnoreCase("application/*")) {
                application = Math.max(application, weight);
            } else if (type.equals("*/*")) {
                any = Math.max(any, weight);
            }
        }
        return new AcceptHeader(json, problemJson, application == NOT_NAMED ? any : application);
    }

    private static double weight(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            String text = parameter.strip();
            if (text.regionMatches(true, 0, "q=", 0, 2)) {
                try {
                    return Math.clamp(Double.parseDouble(text.substring(2)), 0, 1);
                } catch (NumberFormatException e) {
                    return NOT_NAMED;
                }
            }
        }
        return 1;
    }

    /// Whether a problem is wanted as `application/json`: a caller that names this type and not
    /// `application/problem+json` often reads no other. Of two types that are as welcome the latter
    /// is sent, which says what it is.
    ///
    /// @param header null if there is none
    static boolean wantsPlainJson(@Nullable String header) {
        return header != null && of(header).wantsPlainJson();
    }

    private boolean wantsPlainJson() {
        double plain = json == NOT_NAMED ? others : json;
        double problem = problemJson == NOT_NAMED ? others : problemJson;
        return plain == problem
                ? plain > 0 && json != NOT_NAMED && problemJson == NOT_NAMED
                : plain > problem && plain > 0;
    }
}
