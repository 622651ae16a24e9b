package dev.berth.batch.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.berth.batch.drift.ColumnDrift;
import dev.berth.batch.report.BatchReport.SetAside;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// JSON of reports, and of the rows that are set aside, one in a line.
public final class BatchJson {
    private static final JsonFactory JSON = new JsonFactory();

    private BatchJson() {}

    /// A row that is set aside as a line.
    public static String line(SetAside row) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(out, row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, SetAside row) throws IOException {
        out.writeStartObject();
        out.writeNumberField("row", row.row());
        out.writeStringField("column", row.column());
        out.writeStringField("problem", row.problem());
        out.writeStringField("message", row.message());
        out.writeEndObject();
    }

    /// The row of a line.
    public static SetAside read(String line) {
        long row = 0;
        String column = "";
        String problem = "";
        String message = "";
        try (JsonParser in = JSON.createParser(line)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "row" -> row = in.getLongValue();
                    case "column" -> column = in.getText();
                    case "problem" -> problem = in.getText();
                    default -> message = in.getText();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SetAside(row, column, problem, message);
    }

    /// A report, indented, with a line break at its end.
    public static String write(BatchReport report) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            var indenter = new DefaultIndenter("  ", "\n");
            out.setPrettyPrinter(
                    new DefaultPrettyPrinter()
                            .withObjectIndenter(indenter)
                            .withArrayIndenter(indenter));
            out.writeStartObject();
            out.writeStringField("subject", report.subject());
            out.writeStringField("model_sha256", report.modelSha256());
            out.writeStringField("source", report.source());
            out.writeStringField("source_sha256", report.sourceSha256());
            out.writeStringField("destination", report.destination());
            out.writeStringField("destination_sha256", report.destinationSha256());
            if (report.setAsideFile().isPresent()) {
                out.writeStringField("set_aside_file", report.setAsideFile().get());
            }
            out.writeNumberField("rows", report.rows());
            out.writeNumberField("set_aside", report.setAside());
            out.writeObjectFieldStart("problems");
            for (Map.Entry<String, Long> problem : new TreeMap<>(report.problems()).entrySet()) {
                out.writeNumberField(problem.getKey(), problem.getValue());
            }
            out.writeEndObject();
            out.writeArrayFieldStart("first_set_aside");
            for (SetAside row : report.firstSetAside()) {
                write(out, row);
            }
            out.writeEndArray();
            out.writeNumberField("parts", report.parts());
            out.writeNumberField("seconds", report.seconds());
            out.writeNumberField("predicted_rows", report.predictedRows());
            out.writeNumberField("rows_per_second", report.rowsPerSecond());
            out.writeObjectFieldStart("seconds_by_stage");
            for (Map.Entry<String, Double> stage : report.secondsByStage().entrySet()) {
                out.writeNumberField(stage.getKey(), stage.getValue());
            }
            out.writeEndObject();
            if (!report.drift().isEmpty()) {
                writeDrift(out, report.drift());
            }
            out.writeStringField("command", report.command());
            out.writeStringField("berth", report.berthVersion());
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeDrift(JsonGenerator out, List<ColumnDrift> drift) throws IOException {
        out.writeArrayFieldStart("drift");
        for (ColumnDrift column : drift) {
            out.writeStartObject();
            out.writeStringField("column", column.column());
            out.writeStringField("kind", column.isOutput() ? "output" : "input");
            out.writeNumberField("psi", column.psi());
            out.writeBooleanField("is_large", column.isLarge());
            out.writeNumberField("missing_share", column.missingShare());
            out.writeNumberField("reference_missing_share", column.referenceMissingShare());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
