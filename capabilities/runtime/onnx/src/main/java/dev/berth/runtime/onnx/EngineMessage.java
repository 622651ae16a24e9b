package dev.berth.runtime.onnx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The engine's messages adapted for callers: one line, without places in the engine's source,
/// without native stack and without paths of this machine.
final class EngineMessage {
    private static final int LENGTH_MAX = 400;

    private static final Pattern FAILED_NODE =
            Pattern.compile(
                    "Non-zero status code returned while running (\\S+) node\\. Name:'([^']*)'"
                            + "\\s*Status Message:\\s*");

    /// `/src/core/x.cc:120 onnxruntime::Function(int, …) [const]`.
    private static final Pattern SOURCE_PLACE =
            Pattern.compile(
                    "\\S*\\.(?:cc|cpp|cu|h|hpp|cuh):\\d+(?:\\s[\\w:~<>&*, ]+\\([^)]*\\)(?: const)?)?:?\\s*");

    private static final Pattern CODE = Pattern.compile("\\[ONNXRuntimeError\\] : \\d+ : \\w+ : ");

    private static final Pattern STACK = Pattern.compile("\\s*Stacktrace:.*", Pattern.DOTALL);
    private static final Pattern PATH =
            Pattern.compile("(?<![\\w.])(?:[A-Za-z]:)?[/\\\\](?:[^\\s/\\\\:]+[/\\\\])+");

    private EngineMessage() {}

    static String clean(String message) {
        String text = STACK.matcher(message).replaceAll("");
        Matcher node = FAILED_NODE.matcher(text);
        if (node.find()) {
            String name = node.group(2).isEmpty() ? "" : " '" + node.group(2) + "'";
            text = node.group(1) + name + ": " + text.substring(node.end());
        }
        text = CODE.matcher(text).replaceAll("");
        text = SOURCE_PLACE.matcher(text).replaceAll("");
        text = text.replace("Please fix either the inputs/outputs or the model.", "");
        text = PATH.matcher(text).replaceAll("");
        text = text.replaceAll("\\s+", " ").strip();
        return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "…" : text;
    }
}
