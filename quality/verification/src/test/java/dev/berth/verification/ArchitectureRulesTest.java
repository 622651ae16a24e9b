package dev.berth.verification;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.Slice;
import java.util.stream.Stream;

/// Tests of the rules in ARCHITECTURE.md that Maven's scopes cannot enforce.
@AnalyzeClasses(packages = "dev.berth", importOptions = DoNotIncludeTests.class)
final class ArchitectureRulesTest {
    private static final String[] NETWORK = {
        "io.vertx..",
        "io.netty..",
        "io.grpc..",
        "dev.berth.proto..",
        "dev.berth.protocol..",
        "dev.berth.server..",
        "dev.berth.cli.."
    };

    private static final String[] FOUNDATIONS = {
        "dev.berth.events..",
        "dev.berth.state..",
        "dev.berth.charts..",
        "dev.berth.diagrams..",
        "dev.berth.expression..",
        "dev.berth.scheduling..",
        "dev.berth.statistics..",
        "dev.berth.tables.."
    };

    @ArchTest
    static final ArchRule core_dependsOnTheJdkAlone =
            classes()
                    .that()
                    .resideInAPackage("dev.berth.core..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..",
                                    // The JDK's as well.
                                    "javax.crypto..",
                                    "dev.berth.core..",
                                    "org.jspecify.annotations.."));

    @ArchTest
    static final ArchRule protocol_dependsOnCoreAndItsMessages =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.protocol..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.proto..",
                                    "dev.berth.protocol.."));

    @ArchTest
    static final ArchRule contribution_dependsOnCoreAndProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.contribution..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.protocol..",
                                    "dev.berth.contribution.."));

    @ArchTest
    static final ArchRule capabilities_neverTouchTheNetwork =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.berth.events..",
                            "dev.berth.state..",
                            "dev.berth.charts..",
                            "dev.berth.diagrams..",
                            "dev.berth.expression..",
                            "dev.berth.scheduling..",
                            "dev.berth.statistics..",
                            "dev.berth.tables..",
                            "dev.berth.catalog..",
                            "dev.berth.encoding..",
                            "dev.berth.runtime..",
                            "dev.berth.serving..",
                            "dev.berth.endpoint..",
                            "dev.berth.architecture..",
                            "dev.berth.scoring..",
                            "dev.berth.batch..",
                            "dev.berth.evaluation..",
                            "dev.berth.placement..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(NETWORK);

    @ArchTest
    static final ArchRule foundations_dependOnCoreAndEachOther =
            noClasses()
                    .that()
                    .resideInAnyPackage(FOUNDATIONS)
                    .should()
                    .dependOnClassesThat(
                            berthOutside("dev.berth.core..")
                                    .and(resideOutsideOfPackages(FOUNDATIONS)));

    @ArchTest
    static final ArchRule catalog_dependsOnCoreAndState =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.catalog..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.state..",
                                    "dev.berth.catalog.."));

    @ArchTest
    static final ArchRule catalog_knowsNoPart =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.berth.catalog",
                            "dev.berth.catalog.system",
                            "dev.berth.catalog.document",
                            "dev.berth.catalog.settings")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.berth.catalog.model..",
                                    "dev.berth.catalog.endpoint..",
                                    "dev.berth.catalog.feature..",
                                    "dev.berth.catalog.publication.."));

    @ArchTest
    static final ArchRule encoding_dependsOnCoreAndExpression =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.encoding..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.expression..",
                                    "dev.berth.encoding.."));

    @ArchTest
    static final ArchRule runtime_dependsOnCoreAlone =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.runtime..")
                    .should()
                    .dependOnClassesThat(berthOutside("dev.berth.core..", "dev.berth.runtime.."));

    @ArchTest
    static final ArchRule architecture_dependsOnTheCatalogAndDrawings =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.architecture..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.catalog..",
                                    "dev.berth.charts..",
                                    "dev.berth.diagrams..",
                                    "dev.berth.expression..",
                                    "dev.berth.architecture.."));

    @ArchTest
    static final ArchRule scoring_dependsOnFoundations =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.scoring..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside("dev.berth.core..", "dev.berth.scoring..")
                                    .and(resideOutsideOfPackages(FOUNDATIONS)));

    @ArchTest
    static final ArchRule batch_dependsOnCatalogScoringAndFoundations =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.batch..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                            "dev.berth.core..",
                                            "dev.berth.catalog..",
                                            "dev.berth.scoring..",
                                            "dev.berth.batch..")
                                    .and(resideOutsideOfPackages(FOUNDATIONS)));

    @ArchTest
    static final ArchRule kafka_isUsedByItsModulesAlone =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.berth.batch.kafka..", "dev.berth.features.kafka..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule precompute_dependsOnBatchEndpointAndStores =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.precompute..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                            "dev.berth.core..",
                                            "dev.berth.protocol..",
                                            "dev.berth.contribution..",
                                            "dev.berth.catalog..",
                                            "dev.berth.scoring..",
                                            "dev.berth.batch..",
                                            "dev.berth.serving..",
                                            "dev.berth.endpoint..",
                                            "dev.berth.features..",
                                            "dev.berth.precompute..")
                                    .and(resideOutsideOfPackages(FOUNDATIONS)));

    @ArchTest
    static final ArchRule evaluation_dependsOnCatalogAndFoundations =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.evaluation..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                            "dev.berth.core..",
                                            "dev.berth.catalog..",
                                            "dev.berth.scoring..",
                                            "dev.berth.evaluation..")
                                    .and(resideOutsideOfPackages(FOUNDATIONS)));

    @ArchTest
    static final ArchRule placement_dependsOnTheCatalogReportsAndDrawings =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.placement..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.catalog..",
                                    "dev.berth.charts..",
                                    "dev.berth.diagrams..",
                                    "dev.berth.evaluation..",
                                    "dev.berth.placement.."));

    @ArchTest
    static final ArchRule cards_dependOnEvaluationEndpointsAndContracts =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.cards..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.protocol..",
                                    "dev.berth.contribution..",
                                    "dev.berth.catalog..",
                                    "dev.berth.scoring..",
                                    "dev.berth.evaluation..",
                                    "dev.berth.serving..",
                                    "dev.berth.endpoint..",
                                    "dev.berth.charts..",
                                    "dev.berth.cards.."));

    @ArchTest
    static final ArchRule deploy_dependsOnTheCatalogAndContracts =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.deploy..")
                    .should()
                    .dependOnClassesThat(
                            berthOutside(
                                    "dev.berth.core..",
                                    "dev.berth.protocol..",
                                    "dev.berth.contribution..",
                                    "dev.berth.catalog..",
                                    "dev.berth.deploy.."));

    @ArchTest
    static final ArchRule serving_knowsNoEngine =
            noClasses()
                    .that()
                    .resideInAPackage("dev.berth.serving..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.berth.runtime.onnx..", "dev.berth.runtime.process.."));

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("dev.berth.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule subPackages_haveNoCycles =
            slices().matching("dev.berth.(**)")
                    .that(
                            areWithin(
                                    "architecture",
                                    "batch",
                                    "cards",
                                    "catalog",
                                    "cli",
                                    "deploy",
                                    "endpoint",
                                    "evaluation",
                                    "placement",
                                    "precompute",
                                    "scoring",
                                    "serving"))
                    .should()
                    .beFreeOfCycles();

    @ArchTest
    static final ArchRule state_isNotStatic =
            fields().that()
                    .areStatic()
                    .and()
                    .areDeclaredInClassesThat()
                    .resideOutsideOfPackage("dev.berth.proto..")
                    .and()
                    .doNotHaveModifier(JavaModifier.SYNTHETIC)
                    .should()
                    .beFinal();

    private static DescribedPredicate<Slice> areWithin(String... packages) {
        return DescribedPredicate.describe(
                "are within " + String.join(", ", packages),
                slice ->
                        Stream.of(packages)
                                .anyMatch(
                                        each ->
                                                (slice.getNamePart(1) + '.')
                                                        .startsWith(each + '.')));
    }

    private static DescribedPredicate<JavaClass> berthOutside(String... allowed) {
        return resideInAPackage("dev.berth..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed)))
                .as("Berth's classes outside %s", String.join(", ", allowed));
    }
}
