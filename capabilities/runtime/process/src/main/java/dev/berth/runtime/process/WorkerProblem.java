package dev.berth.runtime.process;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.EnumSet;
import java.util.Set;

/// A problem on its way from a worker: a code that an engine may give, a message, a remedy.
final class WorkerProblem {
    /// A few paragraphs; engines list which of a thousand nodes they reject.
    private static final int TEXT_CHARS_MAX = 4096;

    /// For both texts, with some room.
    static final int BYTES_MAX = 8 * TEXT_CHARS_MAX;

    private static final Set<ProblemCode> ALLOWED =
            EnumSet.of(
                    ProblemCode.ARTIFACT_LOAD_FAILED,
                    ProblemCode.PACKAGE_INVALID,
                    ProblemCode.INFERENCE_FAILED,
                    ProblemCode.SHAPE_MISMATCH,
                    ProblemCode.CANCELLED);

    private WorkerProblem() {}

    /// @param failure what an engine threw; another exception than a problem is one of the engine
    static void write(Throwable failure, ProblemCode otherwise, FrameWriter frame) {
        Problem problem =
                failure instanceof ProblemException known
                        ? known.problem()
                        : Problem.of(
                                otherwise,
                                "the engine failed: " + failure,
                                "look at the model, and at the server's log");
        frame.begin(FrameKind.PROBLEM)
                .putText(problem.code().code())
                .putText(cut(problem.message()))
                .putText(cut(problem.remedy()));
    }

    static Problem read(FrameReader frame) {
        String code = frame.readText();
        String message = plain(frame.readText());
        String remedy = plain(frame.readText());
        frame.end();
        for (ProblemCode allowed : ALLOWED) {
            if (allowed.code().equals(code)) {
                return Problem.of(allowed, message, remedy);
            }
        }
        throw new FrameProtocolException("a problem of the code '" + SanitizedText.of(code) + "'");
    }

    /// One line that can be shown anywhere.
    static String plain(String text) {
        var line = new StringBuilder(Math.min(text.length(), TEXT_CHARS_MAX));
        cut(text).codePoints().map(c -> breaksLines(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString();
    }

    /// Or reorders them.
    private static boolean breaksLines(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }

    private static String cut(String text) {
        return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
    }
}
