package dev.berth.audit.syntax;

import dev.berth.audit.source.Language;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterJava;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterSql;
import org.treesitter.TreeSitterYaml;

/// Parser of one language. Not thread-safe.
///
/// Time, depth and number of nodes are bounded: a hostile file ends as [UnreadableSource]. The
/// native tree is walked with a cursor, not recursively.
public final class SyntaxParser {
    /// Depth of a tree, below which readers recurse safely. Deeper code was generated.
    static final int DEPTH_MAX = 400;

    /// Nodes of a tree, about ten times those of a file of 10,000 lines.
    static final int NODES_MAX = 1_000_000;

    private static final Duration TIME_MAX = Duration.ofSeconds(5);
    private static final int CHUNK_BYTES = 8192;

    private final TSParser parser = new TSParser();
    private final Duration timeMax;

    private SyntaxParser(TSLanguage language, Duration timeMax) {
        parser.setLanguage(language);
        this.timeMax = timeMax;
    }

    /// A parser. Notebooks are parsed as the language of their cells.
    public static SyntaxParser of(Language language) {
        return of(language, TIME_MAX);
    }

    static SyntaxParser of(Language language, Duration timeMax) {
        TSLanguage grammar =
                switch (language) {
                    case JAVA -> new TreeSitterJava();
                    case PYTHON, NOTEBOOK -> new TreeSitterPython();
                    case SQL -> new TreeSitterSql();
                    case YAML -> new TreeSitterYaml();
                };
        return new SyntaxParser(grammar, timeMax);
    }

    /// The tree of a text. What does not fit the grammar is a node of the kind `ERROR`.
    ///
    /// @throws UnreadableSource if it is nested too deeply, or takes too long
    public SyntaxNode parse(String text) throws UnreadableSource {
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + timeMax.toNanos();
        parser.reset();
        TSTree tree =
                parser.parseWithOptions(
                        new byte[CHUNK_BYTES],
                        null,
                        (chunk, offset, _) -> {
                            int length = Math.min(chunk.length, source.length - offset);
                            if (length <= 0) {
                                return 0;
                            }
                            System.arraycopy(source, offset, chunk, 0, length);
                            return length;
                        },
                        TSInputEncoding.TSInputEncodingUTF8,
                        _ -> System.nanoTime() - deadline > 0);
        if (tree == null) {
            throw new UnreadableSource("takes longer to parse than " + timeMax.toSeconds() + " s");
        }
        return copy(source, tree, deadline);
    }

    private SyntaxNode copy(byte[] source, TSTree tree, long deadline) throws UnreadableSource {
        TSNode top = tree.getRootNode();
        SyntaxNode root = node(source, top, null);
        Deque<SyntaxNode> path = new ArrayDeque<>();
        path.push(root);
        var cursor = new TSTreeCursor(top);
        int count = 0;
        // Nodes without a name, such as brackets, stand in the path as their parent.
        boolean isDown = cursor.gotoFirstChild();
        while (true) {
            if (isDown) {
                if (++count > NODES_MAX || System.nanoTime() - deadline > 0) {
                    throw new UnreadableSource("is too large to be read");
                }
                TSNode native_ = cursor.currentNode();
                SyntaxNode parent = path.element();
                SyntaxNode child = parent;
                String type = native_.getType();
                if (native_.isNamed() && !type.contains("comment")) {
                    child = node(source, native_, cursor.currentFieldName());
                    parent.add(child);
                }
                path.push(child);
                if (path.size() > DEPTH_MAX) {
                    throw new UnreadableSource("is nested more than " + DEPTH_MAX + " levels deep");
                }
                isDown = cursor.gotoFirstChild();
                continue;
            }
            path.pop();
            if (path.isEmpty()) {
                return root;
            }
            if (cursor.gotoNextSibling()) {
                isDown = true;
            } else if (!cursor.gotoParent()) {
                return root;
            }
        }
    }

    private static SyntaxNode node(
            byte[] source, TSNode node, @org.jspecify.annotations.Nullable String field) {
        return new SyntaxNode(
                source,
                node.getType(),
                field,
                node.getStartByte(),
                node.getEndByte(),
                node.getStartPoint().getRow() + 1,
                node.getEndPoint().getRow() + 1);
    }
}
