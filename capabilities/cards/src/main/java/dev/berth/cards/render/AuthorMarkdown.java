package dev.berth.cards.render;

import dev.berth.charts.text.DisplayText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/// Text of an author in Markdown (CommonMark and GitHub's tables), made safe for a document: HTML
/// becomes text, a picture becomes a link to it, links lead to the web, to mail or to places beside
/// the document, and headings are below those of the document. Nesting is bounded.
final class AuthorMarkdown {
    static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.builder().maxCells(10_000).build());

    /// Of blocks within blocks and of emphasis within emphasis: more is an attack.
    private static final int NESTING_MAX = 32;

    private static final Pattern SCHEME = Pattern.compile("^\\s*([A-Za-z][A-Za-z0-9+.-]*):.*");

    private AuthorMarkdown() {}

    /// The blocks of the text, as children of one node.
    ///
    /// @param headingLevel of the section that holds the text, 1 to 6
    static Node parse(String markdown, int headingLevel) {
        Node root =
                Parser.builder()
                        .extensions(EXTENSIONS)
                        .maxOpenBlockParsers(NESTING_MAX)
                        .maxInlineNesting(NESTING_MAX)
                        .build()
                        .parse(DisplayText.clean(markdown));
        if (depth(root) > 3 * NESTING_MAX) {
            return plain(markdown);
        }
        root.accept(new Safety(headingLevel));
        return root;
    }

    private static Node plain(String text) {
        var root = new Document();
        var paragraph = new Paragraph();
        paragraph.appendChild(new Text(DisplayText.line(text)));
        root.appendChild(paragraph);
        return root;
    }

    /// How deep the deepest node lies; without recursion, since the depth is what is in doubt.
    private static int depth(Node root) {
        Deque<Node> path = new ArrayDeque<>();
        int deepest = 0;
        Node next = root;
        while (next != null) {
            path.push(next);
            deepest = Math.max(deepest, path.size());
            if (next.getFirstChild() != null) {
                next = next.getFirstChild();
                continue;
            }
            next = null;
            while (!path.isEmpty() && next == null) {
                next = path.pop().getNext();
            }
        }
        return deepest;
    }

    /// Whether a link may lead there.
    static boolean isSafe(String target) {
        var scheme = SCHEME.matcher(target.replaceAll("[\\s\\p{Cntrl}]", ""));
        return !scheme.matches()
                || switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
                    case "http", "https", "mailto" -> true;
                    default -> false;
                };
    }

    private static final class Safety extends AbstractVisitor {
        private final int headingLevel;

        Safety(int headingLevel) {
            this.headingLevel = headingLevel;
        }

        @Override
        public void visit(HtmlBlock html) {
            var paragraph = new Paragraph();
            paragraph.appendChild(new Text(DisplayText.line(html.getLiteral())));
            replace(html, paragraph);
        }

        @Override
        public void visit(HtmlInline html) {
            replace(html, new Text(html.getLiteral()));
        }

        @Override
        public void visit(Image image) {
            visitChildren(image);
            replaceByLink(image, image.getDestination());
        }

        @Override
        public void visit(Link link) {
            visitChildren(link);
            if (!isSafe(link.getDestination())) {
                replaceByLink(link, link.getDestination());
            }
        }

        @Override
        public void visit(LinkReferenceDefinition definition) {
            definition.unlink();
        }

        @Override
        public void visit(Heading heading) {
            heading.setLevel(Math.min(6, headingLevel + heading.getLevel()));
            visitChildren(heading);
        }

        /// The words alone where the link is not safe.
        private static void replaceByLink(Node node, String target) {
            Node made = isSafe(target) ? new Link(target, null) : null;
            Node child = node.getFirstChild();
            while (child != null) {
                Node next = child.getNext();
                if (made == null) {
                    node.insertBefore(child);
                } else {
                    made.appendChild(child);
                }
                child = next;
            }
            if (made != null) {
                if (made.getFirstChild() == null) {
                    made.appendChild(new Text(target));
                }
                node.insertBefore(made);
            }
            node.unlink();
        }

        private static void replace(Node node, Node by) {
            node.insertBefore(by);
            node.unlink();
        }
    }
}
