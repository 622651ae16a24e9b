package dev.berth.core.system;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Variables of the environment, `${NAME}`, within texts of a system's files.
public final class EnvironmentSubstitution {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private EnvironmentSubstitution() {}

    /// The text with each variable's value in its place.
    ///
    /// @param missing what is thrown of the name of one that is not set
    public static String fill(
            String text,
            Map<String, String> environment,
            Function<String, ? extends RuntimeException> missing) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        found -> {
                            String value = environment.get(found.group(1));
                            if (value == null) {
                                throw missing.apply(found.group(1));
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }
}
