package dev.berth.cli.plan;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.placement.page.PlanPage;
import dev.berth.placement.report.PlainPlan;
import dev.berth.placement.report.PlanReport;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// File of a plan.
record PlanFile(Path path, Form form) {
    /// Form of the file, which its ending says.
    enum Form {
        HTML,
        SVG,
        JSON
    }

    /// A file whose ending says its form, in a folder that is there.
    ///
    /// @throws ProblemException `usage` otherwise
    static PlanFile byEnding(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        for (Form form : Form.values()) {
            if (name.endsWith("." + form.name().toLowerCase(Locale.ROOT))) {
                requireFolder(path);
                return new PlanFile(path, form);
            }
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                "the file " + path + " (expected: a name that ends in .html, .svg or .json)",
                "name the file by its form");
    }

    private static void requireFolder(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(path)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the file " + path + " (expected: a file in a folder that is there)",
                    "make the folder, or name another file");
        }
    }

    void write(PlanReport report) throws IOException {
        Files.writeString(
                path,
                switch (form) {
                    case HTML -> PlanPage.html(report);
                    case SVG -> PlanPage.diagram(report);
                    case JSON -> JsonValues.text(PlainPlan.of(report)) + "\n";
                });
    }
}
