package dev.berth.deploy.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Writer of YAML in block style, with comments above their entries. The same tree gives the same
/// bytes. A text that readers of YAML 1.1, such as kubectl, take for something else is quoted.
public final class YamlWriter {
    /// Columns of a line with a comment.
    private static final int WIDTH = 100;

    private static final int INDENT = 2;

    /// Values are not folded: they are queries, arguments and digests.
    private static final int VALUE_WIDTH = 4_096;

    /// Texts that are plain in both versions of YAML.
    private static final Pattern PLAIN =
            Pattern.compile(
                    "[A-Za-z/][A-Za-z0-9_./@:-]*[A-Za-z0-9]|--[a-z-]+(=[A-Za-z0-9.]+)?|[0-9]+(m|Mi|Gi|s)");

    /// Booleans and null of YAML 1.1.
    private static final Pattern WORD_OF_YAML =
            Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null");

    private YamlWriter() {}

    /// Writes a document.
    public static String write(YamlMap map) {
        var settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setDumpComments(true)
                        .setWidth(VALUE_WIDTH)
                        .setSplitLines(false)
                        .setIndent(INDENT)
                        .setIndicatorIndent(INDENT)
                        .setIndentWithIndicator(true)
                        .build();
        var text = new TextWriter();
        new Dump(settings).dumpNode(node(map, 0), text);
        return text.toString();
    }

    /// Receiver of the written text.
    private static final class TextWriter implements StreamDataWriter {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(String part) {
            text.append(part);
        }

        @Override
        public void write(String part, int offset, int length) {
            text.append(part, offset, offset + length);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static Node node(Object value, int depth) {
        return switch (value) {
            case YamlMap map -> map(map, depth);
            case List<?> list -> list(list, depth);
            case Boolean flag -> scalar(Tag.BOOL, flag.toString(), ScalarStyle.PLAIN);
            case Integer number -> scalar(Tag.INT, number.toString(), ScalarStyle.PLAIN);
            case Long number -> scalar(Tag.INT, number.toString(), ScalarStyle.PLAIN);
            case Double number -> scalar(Tag.FLOAT, number.toString(), ScalarStyle.PLAIN);
            case String text -> scalar(Tag.STR, text, style(text));
            default -> throw new IllegalStateException(value.getClass().getName());
        };
    }

    private static Node map(YamlMap map, int depth) {
        List<NodeTuple> tuples = new ArrayList<>();
        for (YamlMap.Entry entry : map.entries()) {
            Node key = scalar(Tag.STR, entry.key(), style(entry.key()));
            if (!entry.comment().isEmpty()) {
                key.setBlockComments(comment(entry.comment(), WIDTH - INDENT * depth));
            }
            tuples.add(new NodeTuple(key, node(entry.value(), depth + 1)));
        }
        return new MappingNode(
                Tag.MAP, tuples, tuples.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }

    private static Node list(List<?> list, int depth) {
        List<Node> items = new ArrayList<>();
        list.forEach(item -> items.add(node(item, depth + 1)));
        return new SequenceNode(Tag.SEQ, items, items.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }

    private static ScalarNode scalar(Tag tag, String text, ScalarStyle style) {
        return new ScalarNode(tag, text, style);
    }

    private static ScalarStyle style(String text) {
        if (text.indexOf('\n') >= 0) {
            return ScalarStyle.LITERAL;
        }
        boolean isPlain = PLAIN.matcher(text).matches() && !WORD_OF_YAML.matcher(text).matches();
        if (isPlain) {
            return ScalarStyle.PLAIN;
        }
        boolean hasQuotes = text.indexOf('"') >= 0 && text.indexOf('\'') < 0;
        return hasQuotes ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.DOUBLE_QUOTED;
    }

    private static List<CommentLine> comment(String text, int width) {
        List<CommentLine> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            for (String line : wrapped(paragraph, width - 2)) {
                lines.add(
                        new CommentLine(
                                Optional.empty(), Optional.empty(), " " + line, CommentType.BLOCK));
            }
        }
        return lines;
    }

    private static List<String> wrapped(String paragraph, int width) {
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder();
        for (String word : paragraph.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
