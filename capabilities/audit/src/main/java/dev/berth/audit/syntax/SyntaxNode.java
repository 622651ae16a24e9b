package dev.berth.audit.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Node of a syntax tree, named as in tree-sitter's grammar of the language.
public final class SyntaxNode {
    private final byte[] source;
    private final String type;
    private final @Nullable String field;
    private final int start;
    private final int end;
    private final int line;
    private final int endLine;
    private final List<SyntaxNode> children = new ArrayList<>();

    SyntaxNode(
            byte[] source,
            String type,
            @Nullable String field,
            int start,
            int end,
            int line,
            int endLine) {
        this.source = source;
        this.type = type;
        this.field = field;
        this.start = start;
        this.end = end;
        this.line = line;
        this.endLine = endLine;
    }

    void add(SyntaxNode child) {
        children.add(child);
    }

    /// The name of its kind in the grammar.
    public String type() {
        return type;
    }

    /// Whether it is of one of some kinds.
    public boolean is(String... types) {
        for (String each : types) {
            if (each.equals(type)) {
                return true;
            }
        }
        return false;
    }

    /// Named nodes below it, comments left out.
    public List<SyntaxNode> children() {
        return children;
    }

    /// The first child in a field of the grammar.
    public Optional<SyntaxNode> child(String name) {
        for (SyntaxNode each : children) {
            if (name.equals(each.field)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /// The children in a field of the grammar.
    public List<SyntaxNode> children(String name) {
        return children.stream().filter(each -> name.equals(each.field)).toList();
    }

    /// The first child of a kind.
    public Optional<SyntaxNode> first(String kind) {
        for (SyntaxNode each : children) {
            if (each.type.equals(kind)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /// The line of its start, counted from 1.
    public int line() {
        return line;
    }

    /// The line of its end, counted from 1.
    public int endLine() {
        return endLine;
    }

    /// Its text.
    public String text() {
        return new String(source, start, end - start, StandardCharsets.UTF_8);
    }

    /// Its text up to a number of bytes, without line breaks.
    public String text(int bytesMax) {
        return new String(source, start, Math.min(end - start, bytesMax), StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ");
    }

    /// Applies an action to it and to all below it.
    public void walk(Consumer<SyntaxNode> action) {
        action.accept(this);
        children.forEach(each -> each.walk(action));
    }

    /// Whether it or a node below it is of a kind.
    public boolean contains(String kind) {
        return type.equals(kind) || children.stream().anyMatch(each -> each.contains(kind));
    }
}
