package dev.berth.encoding.text;

import dev.berth.encoding.text.PatternNode.Assertion;
import dev.berth.encoding.text.PatternNode.Atomic;
import dev.berth.encoding.text.PatternNode.Choice;
import dev.berth.encoding.text.PatternNode.Preference;
import dev.berth.encoding.text.PatternNode.Repeat;
import dev.berth.encoding.text.PatternNode.Sequence;
import dev.berth.encoding.text.PatternNode.Single;
import java.util.List;

/// Upper bound on the backtracking of a regular expression engine that searches a text for a
/// pattern.
///
/// Such an engine tries the ways in which a pattern can match one after the other. From one place
/// of a text of `n` characters, a repetition of a class matches in up to `n` ways, and what follows
/// it is tried behind each: `\s*[\r\n]+` goes back `n` times where spaces are not followed by a
/// line's end. A repetition of what itself matches in several ways multiplies them with every time:
/// `(a+)+$` goes back 2ⁿ times. The numbers here are upper bounds of that for each kind of part: of
/// its ways to match, of the times that it goes back while all are tried, of those until the first
/// succeeds, and of those until it is known that none does. Each is a sum or product of those of
/// its parts.
///
/// A search tries place after place. Where each place costs `n`, all cost `n²`, unless what was
/// checked is passed over. It is, where the alternatives that follow end with one that takes all of
/// the run of characters that was checked in vain, as `\s+` does behind `\s*[\r\n]+` in the
/// patterns of GPT and its heirs: then the next place is behind the run. An alternative that
/// succeeds within the run does so at the last place of it where it can, therefore once a run.
///
/// Reference: the limit is Oniguruma's, `ONIG_DEFAULT_RETRY_LIMIT_IN_MATCH` of its documentation,
/// which the tokenizers library meets with the end of the process.
final class PatternCost {
    /// Half of what ends the process.
    private static final double MATCH_MAX = 5_000_000;

    /// A tenth of a second, at some 20 ns each.
    private static final double SEARCH_MAX = 5_000_000;

    /// Repetitions that are none of a run.
    private static final int COUNT_MAX = 64;

    /// What a place may cost besides runs; some ten for each alternative are usual.
    private static final double PLACE_MAX = 2_000;

    /// What no text exceeds.
    private static final int CHARACTERS_MAX = 1 << 30;

    private final PatternNode pattern;
    private final boolean passesOver;

    private PatternCost(PatternNode pattern) {
        this.pattern = pattern;
        this.passesOver = until(pattern, COUNT_MAX) <= PLACE_MAX && passesOver(pattern);
    }

    /// How many characters a text may have, for a search of it to take a bounded time and to end.
    static int charactersMax(PatternNode pattern) {
        var cost = new PatternCost(pattern);
        int allowed = 0;
        int tooMany = CHARACTERS_MAX;
        while (tooMany - allowed > 1) {
            int middle = (allowed + tooMany) >>> 1;
            if (cost.isAllowed(middle)) {
                allowed = middle;
            } else {
                tooMany = middle;
            }
        }
        return allowed;
    }

    private boolean isAllowed(int characters) {
        double match = until(pattern, characters);
        // A possessive run is checked without going back.
        double place = Math.max(match, characters);
        return match <= MATCH_MAX && (passesOver || place * characters <= SEARCH_MAX);
    }

    /// Ways to match from one place.
    private static double ways(PatternNode node, int n) {
        return switch (node) {
            case Single _, Assertion _, Atomic _ -> 1;
            case Sequence sequence -> {
                double product = 1;
                for (PatternNode part : sequence.parts()) {
                    product *= ways(part, n);
                }
                yield product;
            }
            case Choice(List<PatternNode> alternatives) ->
                    alternatives.stream().mapToDouble(each -> ways(each, n)).sum();
            case Repeat(PatternNode part, int min, int max, Preference _) ->
                    powers(ways(part, n), min, Math.min(max, Math.max(n, min)));
        };
    }

    /// The sum of the powers of `base` with the exponents from `from` to `to`.
    private static double powers(double base, int from, int to) {
        if (base <= 1) {
            return to - from + 1.0;
        }
        return (Math.pow(base, to + 1.0) - Math.pow(base, from)) / (base - 1);
    }

    /// Times back while all ways are tried, besides those behind this.
    private static double all(PatternNode node, int n) {
        return switch (node) {
            case Single _ -> 1;
            case Assertion(PatternNode inner) -> until(inner, n) + 1;
            case Atomic(PatternNode inner) -> until(inner, n) + 1;
            case Sequence sequence -> {
                if (sequence.parts().isEmpty()) {
                    yield 0;
                }
                PatternNode first = sequence.first();
                yield all(first, n) + ways(first, n) * all(sequence.rest(), n);
            }
            case Choice(List<PatternNode> alternatives) ->
                    alternatives.stream().mapToDouble(each -> all(each, n) + 1).sum();
            case Repeat(PatternNode part, int _, int max, Preference _) -> {
                // A class that matches leaves nothing to try; the one that ends the run fails.
                if (part instanceof Single) {
                    yield 1;
                }
                yield powers(ways(part, n), 0, Math.min(max, n)) * (all(part, n) + 1);
            }
        };
    }

    /// Times back until it has matched, where nothing follows that may fail, or has failed.
    private static double until(PatternNode node, int n) {
        return switch (node) {
            case Single _ -> 1;
            case Assertion(PatternNode inner) -> until(inner, n) + 1;
            case Atomic(PatternNode inner) -> until(inner, n) + 1;
            case Sequence sequence -> {
                if (sequence.parts().isEmpty()) {
                    yield 0;
                }
                PatternNode first = sequence.first();
                Sequence rest = sequence.rest();
                yield mayFail(rest)
                        ? all(first, n) + ways(first, n) * untilFailed(rest, n) + until(rest, n)
                        : until(first, n) + until(rest, n);
            }
            case Choice(List<PatternNode> alternatives) ->
                    alternatives.stream().mapToDouble(each -> until(each, n) + 1).sum();
            case Repeat(PatternNode part, int min, int max, Preference _) -> {
                double required = min <= 1 ? until(part, n) : all(required(part, min), n);
                yield part instanceof Single
                        ? required
                        : required + Math.min(max, (double) n) * (until(part, n) + 1);
            }
        };
    }

    /// Times back until it has failed, where nothing follows that may.
    private static double untilFailed(PatternNode node, int n) {
        return switch (node) {
            case Single _, Assertion _, Atomic _ -> until(node, n);
            case Sequence sequence -> {
                if (sequence.parts().isEmpty()) {
                    yield 0;
                }
                PatternNode first = sequence.first();
                Sequence rest = sequence.rest();
                yield mayFail(rest)
                        ? all(first, n) + ways(first, n) * untilFailed(rest, n)
                        : untilFailed(first, n);
            }
            case Choice(List<PatternNode> alternatives) ->
                    alternatives.stream().mapToDouble(each -> untilFailed(each, n) + 1).sum();
            case Repeat(PatternNode part, int min, int _, Preference _) ->
                    switch (min) {
                        case 0 -> 0;
                        case 1 -> untilFailed(part, n);
                        default -> all(required(part, min), n);
                    };
        };
    }

    private static PatternNode required(PatternNode part, int min) {
        return new Repeat(part, 0, min, Preference.MOST);
    }

    /// Whether there are texts and places at which it does not match.
    private static boolean mayFail(PatternNode node) {
        return switch (node) {
            case Single _, Assertion _ -> true;
            case Atomic(PatternNode inner) -> mayFail(inner);
            case Sequence(List<PatternNode> parts) -> parts.stream().anyMatch(PatternCost::mayFail);
            case Choice(List<PatternNode> alternatives) ->
                    alternatives.stream().allMatch(PatternCost::mayFail);
            case Repeat(PatternNode part, int min, int _, Preference _) -> min > 0 && mayFail(part);
        };
    }

    /// Whether what is checked in vain is passed over.
    private static boolean passesOver(PatternNode pattern) {
        List<PatternNode> alternatives =
                pattern instanceof Choice(List<PatternNode> several) ? several : List.of(pattern);
        List<RunSearch> searches = alternatives.stream().map(RunSearch::of).toList();
        for (int i = 0; i < searches.size(); i++) {
            if (!isPassedOver(searches.get(i), searches.subList(i + 1, searches.size()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPassedOver(RunSearch search, List<RunSearch> following) {
        return switch (search) {
            case RunSearch.Bounded _, RunSearch.Taken _ -> true;
            case RunSearch.Unknown _ -> false;
            case RunSearch.InVain(String run, boolean _) -> {
                for (RunSearch next : following) {
                    if (next instanceof RunSearch.Taken(String taken) && taken.equals(run)) {
                        yield true;
                    }
                    if (!(next instanceof RunSearch.InVain(String same, boolean atOnce)
                            && atOnce
                            && same.equals(run))) {
                        yield false;
                    }
                }
                yield false;
            }
        };
    }

    /// Way in which an alternative scans runs of characters of a class.
    private sealed interface RunSearch {
        /// At most a fixed number of characters.
        record Bounded() implements RunSearch {}

        /// A run, which it then consumes.
        record Taken(String run) implements RunSearch {}

        /// A run, which it may then not consume.
        ///
        /// @param atOnce whether the run is the first that it scans
        record InVain(String run, boolean atOnce) implements RunSearch {}

        /// Any other scan.
        record Unknown() implements RunSearch {}

        static RunSearch of(PatternNode alternative) {
            List<PatternNode> parts =
                    alternative instanceof Sequence(List<PatternNode> several)
                            ? several
                            : List.of(alternative);
            for (int i = 0; i < parts.size(); i++) {
                PatternNode part = parts.get(i);
                if (isBounded(part)) {
                    continue;
                }
                var rest = new Sequence(parts.subList(i + 1, parts.size()));
                if (!(part instanceof Repeat(Single run, int _, int _, Preference preference))
                        || preference != Preference.MOST) {
                    return new Unknown();
                }
                boolean prefixMayFail = mayFail(new Sequence(parts.subList(0, i)));
                if (!mayFail(rest)) {
                    return taken(run, rest, prefixMayFail);
                }
                return isLastSearch(rest) ? new InVain(run.written(), i == 0) : new Unknown();
            }
            return new Bounded();
        }

        private static RunSearch taken(Single run, Sequence rest, boolean prefixMayFail) {
            if (!rest.parts().stream().allMatch(RunSearch::isSimple)) {
                return new Unknown();
            }
            // What begins with something else takes the run, but not wherever the run is.
            return prefixMayFail ? new Bounded() : new Taken(run.written());
        }

        /// Whether nothing behind a run is checked in vain, beyond a fixed number of characters.
        private static boolean isLastSearch(Sequence rest) {
            for (int i = 0; i < rest.parts().size(); i++) {
                var behind = new Sequence(rest.parts().subList(i + 1, rest.parts().size()));
                PatternNode part = rest.parts().get(i);
                if (!isBounded(part) && (!isSimple(part) || mayFail(behind))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isSimple(PatternNode part) {
            return isBounded(part)
                    || (part instanceof Repeat(Single _, int _, int _, Preference preference)
                            && preference == Preference.MOST);
        }

        private static boolean isBounded(PatternNode node) {
            return switch (node) {
                case Single _ -> true;
                case Assertion(PatternNode inner) -> isBounded(inner);
                case Atomic(PatternNode inner) -> isBounded(inner);
                case Sequence(List<PatternNode> parts) ->
                        parts.stream().allMatch(RunSearch::isBounded);
                case Choice(List<PatternNode> alternatives) ->
                        alternatives.stream().allMatch(RunSearch::isBounded);
                case Repeat(PatternNode part, int _, int max, Preference _) ->
                        max <= COUNT_MAX && isBounded(part);
            };
        }
    }
}
