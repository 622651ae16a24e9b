package dev.berth.verification.reference;

import java.util.List;
import java.util.Locale;

/// Markdown text of one page.
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    Markdown(String title, String introduction) {
        text.append("# ").append(title).append("\n\n");
        text.append("<!-- Generated from the code by quality/verification/reference. -->\n\n");
        text.append(introduction.strip()).append('\n');
    }

    Markdown heading(int level, String title) {
        text.append('\n').append("#".repeat(level)).append(' ').append(title).append("\n");
        return this;
    }

    Markdown paragraph(String content) {
        text.append('\n').append(content.strip()).append('\n');
        return this;
    }

    Markdown code(List<String> lines) {
        text.append("\n```\n").append(String.join("\n", lines)).append("\n```\n");
        return this;
    }

    Markdown table(String... titles) {
        text.append("\n| ").append(String.join(" | ", titles)).append(" |\n");
        text.append("|---".repeat(titles.length)).append("|\n");
        return this;
    }

    Markdown row(String... cells) {
        for (String cell : cells) {
            text.append("| ").append(cell.replace("|", "\\|").replace("\n", " ")).append(' ');
        }
        text.append("|\n");
        return this;
    }

    /// The description, which must not be missing.
    static String described(String entry, String description) {
        if (description.isBlank()) {
            throw new IllegalStateException(entry + " has no description");
        }
        return description.strip();
    }

    static String sentence(String words) {
        String text = words.strip();
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    static String code(String text) {
        return "`" + text + "`";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
