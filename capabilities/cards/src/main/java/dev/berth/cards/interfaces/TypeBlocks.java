package dev.berth.cards.interfaces;

import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.CodeBlock;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Range;
import dev.berth.core.signature.Signature;
import dev.berth.protocol.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fields of a signature as tables: type, meaning, unit, allowed values, what stands for a value
/// that is left out.
final class TypeBlocks {
    /// More values are in the description.
    private static final int CATEGORIES_MAX = 20;

    /// Characters of an example; pictures have thousands.
    private static final int EXAMPLE_MAX = 60;

    private final Signature signature;

    TypeBlocks(Signature signature) {
        this.signature = signature;
    }

    List<DocumentBlock> inputs() {
        List<DocumentBlock> blocks = new ArrayList<>();
        List<List<CellText>> rows = new ArrayList<>();
        for (Field field : signature.inputs()) {
            rows.add(
                    List.of(
                            CellText.code(field.name()),
                            CellText.of(type(field)),
                            CellText.of(field.meaning()),
                            CellText.of(unit(field)),
                            CellText.of(allowed(field)),
                            CellText.of(leftOut(field))));
        }
        blocks.add(
                new DataTable(
                        "What a record takes",
                        List.of(
                                DataTable.text("Field"),
                                DataTable.text("Type"),
                                DataTable.text("Meaning"),
                                DataTable.text("Unit"),
                                DataTable.text("Allowed"),
                                DataTable.text("If left out")),
                        rows));
        missing(signature.inputs(), "input").ifPresent(blocks::add);
        example().ifPresent(blocks::add);
        return blocks;
    }

    List<DocumentBlock> outputs() {
        List<DocumentBlock> blocks = new ArrayList<>();
        List<List<CellText>> rows = new ArrayList<>();
        for (Field field : signature.outputs()) {
            rows.add(
                    List.of(
                            CellText.code(name(field)),
                            CellText.of(type(field)),
                            CellText.of(field.meaning()),
                            CellText.of(unit(field)),
                            CellText.of(allowed(field))));
        }
        blocks.add(
                new DataTable(
                        "What a record gives",
                        List.of(
                                DataTable.text("Field"),
                                DataTable.text("Type"),
                                DataTable.text("Meaning"),
                                DataTable.text("Unit"),
                                DataTable.text("Values")),
                        rows));
        for (ObjectListSpec list : signature.lists()) {
            blocks.add(
                    DocumentBlock.paragraph(
                            "`"
                                    + list.name()
                                    + "` is a list of objects"
                                    + (list.meaning().isEmpty()
                                            ? "."
                                            : ": " + list.meaning().replace('`', '\'') + ".")));
        }
        missing(signature.outputs(), "output").ifPresent(blocks::add);
        return blocks;
    }

    /// Of a field of a list of objects as a record shows it: `lines[].text`.
    private String name(Field field) {
        return signature
                .findList(field.name())
                .map(list -> list.name() + "[]" + field.name().substring(list.name().length()))
                .orElse(field.name());
    }

    private String type(Field field) {
        String shape = signature.recordShape(field).toString();
        String type =
                field.type().label().equals("bytes")
                        ? "bytes (base64 in JSON)"
                        : field.type().label();
        return shape.equals("[]") ? type : type + " " + shape;
    }

    private static String unit(Field field) {
        return field.unit().map(unit -> unit.equals("1") ? "1 (a ratio)" : unit).orElse("");
    }

    private static String allowed(Field field) {
        List<String> parts = new ArrayList<>();
        field.range().map(Range::toString).ifPresent(parts::add);
        if (!field.categories().isEmpty()) {
            List<String> shown =
                    field.categories()
                            .subList(0, Math.min(CATEGORIES_MAX, field.categories().size()));
            int more = field.categories().size() - shown.size();
            parts.add(String.join(", ", shown) + (more > 0 ? " and " + more + " more" : ""));
        }
        field.missing().ifPresent(value -> parts.add("null, which stands for " + shortened(value)));
        return String.join("; ", parts);
    }

    private static String leftOut(Field field) {
        return field.fallback().map(TypeBlocks::shortened).orElse("not allowed");
    }

    private static String shortened(Object value) {
        String text = JsonValues.text(value);
        return text.length() > EXAMPLE_MAX ? text.substring(0, EXAMPLE_MAX) + "…" : text;
    }

    private static Optional<DocumentBlock> missing(List<Field> fields, String kind) {
        List<String> without =
                fields.stream()
                        .filter(
                                field ->
                                        field.meaning().isBlank()
                                                || field.meaning().equals("not yet described"))
                        .map(Field::name)
                        .toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new MissingNotice(
                                "the meaning of the "
                                        + kind
                                        + (without.size() == 1 ? " " : "s ")
                                        + String.join(", ", without),
                                "Write `meaning` in the description of the model or endpoint.",
                                true));
    }

    /// A record of the examples, long texts cut; empty if a required field has none.
    private Optional<DocumentBlock> example() {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        for (Field field : signature.inputs()) {
            if (field.example().isPresent()) {
                record.put(field.name(), cut(field.example().get()));
            } else if (field.isRequired()) {
                return Optional.empty();
            }
        }
        return record.isEmpty()
                ? Optional.empty()
                : Optional.of(new CodeBlock("json", JsonValues.text(record)));
    }

    private static Object cut(Object value) {
        return value instanceof String text && text.length() > EXAMPLE_MAX
                ? text.substring(0, EXAMPLE_MAX) + "…"
                : value;
    }
}
