package dev.berth.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.berth.core.SanitizedText;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CEL's function `matches`, for patterns that may be a caller's. Thread-safe.
///
/// The runtime's own compiles a pattern with each call, as deep in the stack as its parentheses
/// are, and lets it be as large as its repetitions make it. Here the size is found before it is
/// compiled, the last one is kept, and matching counts as work: RE2/J takes time in proportion to
/// the text times the pattern.
final class PatternMatching {
    private static final String NAME = "matches";

    /// A match takes some 30 ns for each character and instruction at the worst, a fraction of that
    /// mostly.
    private static final int STEP_UNITS = 8;

    /// A pattern takes some microseconds for each instruction to compile.
    private static final int INSTRUCTION_UNITS = 2_000;

    private volatile @Nullable Compiled last;

    private record Compiled(String text, Pattern pattern) {}

    /// The bindings that take the place of the runtime's own.
    // What changes is a cache alone, which is written as a whole.
    @SuppressWarnings("Immutable")
    Set<CelFunctionBinding> bindings() {
        return CelFunctionBinding.fromOverloads(
                NAME,
                CelFunctionBinding.from("matches", String.class, String.class, this::find),
                CelFunctionBinding.from("matches_string", String.class, String.class, this::find));
    }

    private boolean find(String text, String pattern) {
        Pattern compiled = compiled(pattern);
        WorkMeter.chargeCurrent((long) STEP_UNITS * text.length() * compiled.programSize());
        return compiled.matcher(text).find();
    }

    private Pattern compiled(String text) {
        Compiled known = last;
        if (known != null && known.text.equals(text)) {
            return known.pattern;
        }
        WorkMeter.chargeCurrent((long) INSTRUCTION_UNITS * text.length());
        try {
            Pattern pattern = compile(text);
            last = new Compiled(text, pattern);
            return pattern;
        } catch (IllegalArgumentException refused) {
            throw new CelInvalidArgumentException(String.valueOf(refused.getMessage()));
        }
    }

    /// @throws IllegalArgumentException if it is no pattern, or one that is too large or too deep
    static Pattern compile(String text) {
        PatternSize.requireModest(text);
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    malformed.getDescription() + " in pattern '" + SanitizedText.of(text) + "'",
                    malformed);
        }
    }
}
