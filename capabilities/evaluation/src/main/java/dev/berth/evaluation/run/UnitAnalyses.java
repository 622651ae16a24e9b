package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.evaluation.auc.IdentityAnalysis;
import dev.berth.evaluation.description.AnalysesDescription.Search;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.FairnessDescription;
import dev.berth.evaluation.fairness.FairnessAnalysis;
import dev.berth.evaluation.finding.CalibrationAnalysis;
import dev.berth.evaluation.slicesearch.SearchAnalysis;
import dev.berth.evaluation.task.BinaryScores;
import dev.berth.evaluation.task.Decisions;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.data.DataFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The analyses of a run that take each unit.
final class UnitAnalyses {
    /// Tables of more columns are searched where they are named.
    private static final int SEARCHED_MAX = 200;

    private UnitAnalyses() {}

    /// The analyses that an evaluation describes.
    ///
    /// @param inputs columns that the model sees
    /// @throws ProblemException `evaluation-invalid` if a column is missing, or the task has none
    ///   of what an analysis needs
    static <O> List<UnitAnalysis<O>> of(
            EvaluationDescription description,
            DataFile data,
            TaskEvaluation<O> task,
            Set<String> inputs) {
        List<UnitAnalysis<O>> analyses = new ArrayList<>();
        description
                .fairness()
                .ifPresent(fairness -> analyses.add(fairness(description, fairness, data, task)));
        List<String> identities = description.analyses().identities();
        if (!identities.isEmpty()) {
            identities.forEach(column -> data.require(column, "an identity"));
            analyses.add(new IdentityAnalysis<>(identities, scores(description, task)));
        }
        task.binaryScores()
                .ifPresent(
                        scores ->
                                analyses.add(
                                        new CalibrationAnalysis<>(
                                                scores,
                                                description.score().output().orElse("score"))));
        description
                .analyses()
                .search()
                .ifPresent(
                        search ->
                                analyses.add(
                                        new SearchAnalysis<>(
                                                columns(description, search, data),
                                                inputs,
                                                task,
                                                search.settings())));
        return analyses;
    }

    private static <O> UnitAnalysis<O> fairness(
            EvaluationDescription description,
            FairnessDescription fairness,
            DataFile data,
            TaskEvaluation<O> task) {
        fairness.columns().forEach(column -> data.require(column, "fairness"));
        String favourable =
                fairness.favourable()
                        .orElseThrow(
                                () ->
                                        invalid(
                                                "`fairness` without the class that is good for a"
                                                        + " person",
                                                "name it: `favourable`; for scores alone declare"
                                                        + " `identities`"));
        Decisions<O> decisions =
                task.decisions(favourable)
                        .orElseThrow(
                                () ->
                                        invalid(
                                                "`fairness` of the task " + description.task(),
                                                "leave it out: this task decides between no"
                                                        + " classes"));
        return new FairnessAnalysis<>(fairness.columns(), favourable, decisions);
    }

    private static <O> BinaryScores<O> scores(
            EvaluationDescription description, TaskEvaluation<O> task) {
        return task.binaryScores()
                .orElseThrow(
                        () ->
                                invalid(
                                        "`identities` of the task "
                                                + description.task()
                                                + " without scores",
                                        "leave them out, or name the output with the score"));
    }

    /// The columns of a search: those that are named, or all of single values but label, weight,
    /// group and id.
    private static List<String> columns(
            EvaluationDescription description, Search search, DataFile data) {
        if (!search.columns().isEmpty()) {
            search.columns().forEach(column -> data.require(column, "the search for slices"));
            return search.columns();
        }
        Set<String> others = new HashSet<>();
        others.add(description.label().column());
        description.weight().ifPresent(others::add);
        description.group().ifPresent(others::add);
        description.id().ifPresent(others::add);
        List<String> columns = new ArrayList<>();
        for (Map.Entry<String, FeatureType> column : data.columns().entrySet()) {
            FeatureType type = column.getValue();
            boolean isSingle = !type.isList() && !type.isMap();
            if (isSingle
                    && type.element() != ValueType.BYTES
                    && !others.contains(column.getKey())
                    && columns.size() < SEARCHED_MAX) {
                columns.add(column.getKey());
            }
        }
        columns.forEach(column -> data.require(column, "the search for slices"));
        return columns;
    }

    private static ProblemException invalid(String message, String remedy) {
        return new ProblemException(ProblemCode.EVALUATION_INVALID, message, remedy);
    }
}
