package dev.berth.cards.gate;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.evidence.EvaluationFile;
import dev.berth.cards.evidence.Evidence.UnreadableFile;
import dev.berth.cards.requirement.Bound;
import dev.berth.cards.requirement.Requirement.GapBound;
import dev.berth.cards.requirement.Requirement.MetricBound;
import dev.berth.core.NearestName;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Check of requirements on the numbers of evaluations.
final class NumberCheck {
    private final DocumentContext context;

    NumberCheck(DocumentContext context) {
        this.context = context;
    }

    RequirementFinding metric(MetricBound required) {
        return withReport(required.evaluation(), file -> metric(required, file));
    }

    private static RequirementFinding metric(MetricBound required, EvaluationFile file) {
        EvaluationReport report = file.report();
        Optional<SliceResult> slice = report.findSlice(required.slice());
        if (slice.isEmpty()) {
            List<String> names = report.slices().stream().map(SliceResult::name).toList();
            return RequirementFinding.noData(
                    "no slice '"
                            + required.slice()
                            + "' in "
                            + file.file()
                            + NearestName.hint(required.slice(), names),
                    "declare it in the evaluation, or name another slice");
        }
        return number(
                file,
                slice.get().find(required.metric()),
                slice.get().metrics(),
                required.metric(),
                "slices/" + required.slice(),
                required.slice().equals(SliceResult.ALL) ? "all rows" : required.slice(),
                required.bound(),
                required.isConfident());
    }

    RequirementFinding gap(GapBound required) {
        return withReport(required.evaluation(), file -> gap(required, file));
    }

    private static RequirementFinding gap(GapBound required, EvaluationFile file) {
        Optional<GroupFairness> fairness =
                file.report().fairness().stream()
                        .filter(each -> each.column().equals(required.column()))
                        .findFirst();
        if (fairness.isEmpty()) {
            return RequirementFinding.noData(
                    "no comparison of groups by '"
                            + required.column()
                            + "' in "
                            + file.file()
                            + NearestName.hint(
                                    required.column(),
                                    file.report().fairness().stream()
                                            .map(GroupFairness::column)
                                            .toList()),
                    "declare the column under `fairness` of the evaluation");
        }
        List<MetricValue> gaps = fairness.get().gaps();
        return number(
                file,
                gaps.stream().filter(each -> each.name().equals(required.gap())).findFirst(),
                gaps,
                required.gap(),
                "fairness/" + required.column() + "/gaps",
                "the groups of " + required.column(),
                required.bound(),
                required.isConfident());
    }

    private static RequirementFinding number(
            EvaluationFile file,
            Optional<MetricValue> found,
            List<MetricValue> all,
            String name,
            String path,
            String of,
            Bound bound,
            boolean isConfident) {
        if (found.isEmpty()) {
            List<String> names = all.stream().map(MetricValue::name).toList();
            return RequirementFinding.noData(
                    "no '"
                            + name
                            + "' of "
                            + of
                            + " in "
                            + file.file()
                            + NearestName.hint(name, names),
                    names.isEmpty() ? "evaluate again" : "name one of " + String.join(", ", names));
        }
        MetricValue value = found.get();
        MeasuredNumber number = new ReportNumbers(file).metric(path, of, value);
        String shown = number.label() + " is " + number.shown() + " in " + file.file();
        if (!value.isDefined()) {
            return RequirementFinding.noData(shown, "evaluate on data for which it is defined");
        }
        if (isConfident && !value.hasInterval()) {
            return RequirementFinding.noData(
                    shown + ", without an interval",
                    "evaluate with resamples, or leave `confident` out");
        }
        boolean isWithin =
                isConfident ? bound.admits(value.low(), value.high()) : bound.admits(value.value());
        return isWithin
                ? RequirementFinding.met(shown)
                : RequirementFinding.notMet(
                        shown,
                        isConfident && bound.admits(value.value())
                                ? "evaluate on more data, or improve the model"
                                : "improve the model, or change the requirement with a reason");
    }

    /// The check on the report that is meant, if it is there and holds.
    private RequirementFinding withReport(
            Optional<String> name, Function<EvaluationFile, RequirementFinding> check) {
        List<EvaluationFile> files =
                context.evidence().evaluations(context.subject()).stream()
                        .filter(file -> name.isEmpty() || file.report().name().equals(name.get()))
                        .toList();
        if (files.size() != 1) {
            return withoutReport(name, files);
        }
        List<String> stale = context.state().staleness(files.getFirst().report());
        return stale.isEmpty()
                ? check.apply(files.getFirst())
                : RequirementFinding.noData(
                        files.getFirst().file() + " is old: " + String.join("; ", stale),
                        "run `" + files.getFirst().report().provenance().command() + "` again");
    }

    private RequirementFinding withoutReport(Optional<String> name, List<EvaluationFile> several) {
        if (several.size() > 1) {
            return RequirementFinding.noData(
                    "there are "
                            + several.size()
                            + " evaluations of "
                            + context.subject()
                            + ": "
                            + String.join(
                                    ", ",
                                    several.stream().map(each -> each.report().name()).toList()),
                    "name one with `evaluation`");
        }
        String unreadable =
                context.evidence().unreadable().stream()
                        .map(UnreadableFile::problem)
                        .map(problem -> "; " + problem.message())
                        .findFirst()
                        .orElse("");
        return RequirementFinding.noData(
                "no evaluation "
                        + name.map(word -> word + " ").orElse("")
                        + "of "
                        + context.subject()
                        + unreadable,
                "describe it in evaluations/NAME.yaml and run `berth evaluate DIR NAME`");
    }
}
