package dev.berth.placement.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.placement.model.PlacementGraph.Transfer;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.Planner;
import dev.berth.placement.report.RequirementText;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.scenario.Workload;
import dev.berth.placement.search.RandomScenarios;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// Tests of the page of a plan, as a parser reads it.
final class PlanPageTest {
    private static final int SCENARIOS = 100 * Integer.getInteger("berth.cases.factor", 1);

    private static final long SEED = Long.getLong("berth.seed", 41);

    private static Document parsed(String page) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(page)));
        } catch (Exception e) {
            throw new AssertionError(page, e);
        }
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static List<String> texts(Document page, String name) {
        return elements(page, name).stream().map(Element::getTextContent).toList();
    }

    private static Optional<Element> byId(Document page, String name, String id) {
        return elements(page, name).stream()
                .filter(each -> each.getAttribute("id").equals(id))
                .findFirst();
    }

    private static Component component(String name, String site, Variant.Origin origin) {
        return new Component(
                name,
                Component.Kind.MODEL,
                List.of(
                        new Variant(
                                "full",
                                new Distribution.Fixed(0.01),
                                1,
                                1e6,
                                1e6,
                                OptionalDouble.of(0.5),
                                origin)),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Set.of(site),
                Set.of());
    }

    private static Site site(String name, Site.Machines machines) {
        return new Site(
                name,
                machines,
                4,
                1,
                4e9,
                1e11,
                1,
                0,
                OptionalDouble.empty(),
                0.5,
                Optional.empty());
    }

    /// A phone and a cloud; each component is at its own site.
    private static Scenario scenario(
            String phone, String cloud, List<Component> components, Requirement... required) {
        List<Flow.Edge> edges = new ArrayList<>();
        String before = "camera";
        for (Component each : components) {
            edges.add(new Flow.Edge(before, each.name(), 1000, Optional.empty()));
            before = each.name();
        }
        edges.add(new Flow.Edge(before, "screen", 10, Optional.empty()));
        List<StatedRequirement> requirements = new ArrayList<>();
        for (Requirement each : required) {
            requirements.add(new StatedRequirement(each, "of reasons", requirements.size() + 7));
        }
        return new Scenario(
                "test",
                "A scenario",
                new Workload(1000, 1e-4, 100, 3),
                1e6,
                List.of(
                        site(phone, new Site.Machines.EachUser()),
                        site(cloud, new Site.Machines.AsNeeded(0.6))),
                List.of(
                        new Link(
                                "wifi",
                                phone,
                                cloud,
                                new Distribution.Fixed(0.02),
                                1e6,
                                1e6,
                                0,
                                0,
                                1e-9,
                                0)),
                List.of(new End("camera", phone), new End("screen", phone)),
                components,
                List.of(new Flow("look", 2, edges)),
                requirements);
    }

    private static Scenario small(Requirement... required) {
        return scenario(
                "phone",
                "cloud",
                List.of(
                        component("crop", "phone", new Variant.Origin.Assumed()),
                        component("read", "cloud", new Variant.Origin.Declared())),
                required);
    }

    @Test
    void page_ofAPlan_hasItsPartsInOrder() {
        PlanReport report = Planner.plan(small(new Requirement.Latency("look", 0.95, 0.2)));
        Document page = parsed(PlanPage.html(report));
        Plan plan = report.plan().orElseThrow();

        assertThat(texts(page, "h2"))
                .containsExactly(
                        "Answer",
                        "Where everything lives",
                        "Latency",
                        "Alternatives",
                        "Cost",
                        "What would change the plan",
                        "Requirements",
                        "Eight considerations of each component",
                        "Scenario",
                        "Where the numbers come from");
        assertThat(page.getElementsByTagName("main").item(0).getTextContent())
                .contains("crop is in the product at phone; read is on servers at cloud")
                .contains(UnitText.dollars(plan.dollarsPerMonth()) + " a month")
                .contains("of reasons");
        assertThat(texts(page, "text")).contains("crop", "read", "camera", "wifi", "flow: look");
    }

    @Test
    void numbers_thatAreAssumed_areMarkedInTheTableAndTheDiagram() {
        Document page = parsed(PlanPage.html(Planner.plan(small())));

        List<String> marks =
                elements(page, "bdi").stream()
                        .filter(each -> each.getAttribute("class").startsWith("origin"))
                        .map(each -> each.getAttribute("class") + " " + each.getTextContent())
                        .toList();
        assertThat(marks).containsExactly("origin assumed ○ assumed", "origin declared ◐ declared");
        assertThat(
                        elements(page, "rect").stream()
                                .filter(each -> each.getAttribute("class").equals("box dashed")))
                // The component and the legend, in each of two layouts.
                .hasSize(4);
    }

    @Test
    void page_ofWhatIsImpossible_hasTheConflictTheRelaxationAndTheSites() {
        Requirement quality = new Requirement.Quality("read", 0.9);
        Document page = parsed(PlanPage.html(Planner.plan(small(quality))));

        assertThat(texts(page, "h2"))
                .containsExactly(
                        "Answer",
                        "Requirements that contradict each other",
                        "Cheapest relaxation",
                        "Sites and links",
                        "Scenario",
                        "Where the numbers come from");
        assertThat(page.getElementsByTagName("main").item(0).getTextContent())
                .contains("No placement meets “" + RequirementText.of(quality) + "”")
                .contains("“quality of read at least 0.9” becomes 0.5");
        assertThat(texts(page, "text")).contains("phone", "cloud", "wifi", "camera");
    }

    @Test
    void names_thatAreHostile_areTextAndNothingElse() {
        String script = "<script>alert(1)</script>\"'&amp;";
        String foreign = "אתר \u202Eevil";
        String endless = "endless".repeat(30);
        Document page =
                parsed(
                        PlanPage.html(
                                Planner.plan(
                                        scenario(
                                                foreign,
                                                script,
                                                List.of(
                                                        component(
                                                                endless,
                                                                foreign,
                                                                new Variant.Origin.Assumed()),
                                                        component(
                                                                "b]]>",
                                                                script,
                                                                new Variant.Origin.Profile(
                                                                        "</style>",
                                                                        Optional.empty())))))));

        assertThat(elements(page, "script")).isEmpty();
        assertThat(elements(page, "style")).hasSize(1);
        assertThat(texts(page, "bdi"))
                .contains(script, endless, "b]]>", "● measured: </style>", "אתר \uFFFDevil");
        for (String part : texts(page, "text")) {
            assertThat(part).doesNotContain("\u202E").hasSizeLessThan(90);
        }
    }

    @Test
    void pages_ofRandomScenarios_areSoundAndNeedNothingElse() {
        System.out.println("seed " + SEED);
        var scenarios = new RandomScenarios(SEED);
        for (int i = 0; i < 40; i++) {
            PlanReport report = Planner.plan(scenarios.next());
            String text = PlanPage.html(report);
            Document page = parsed(text);

            assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                    .doesNotContain("http:", "https:", "url(", "@import", "NaN", "Infinity");
            assertThat(elements(page, "script")).isEmpty();
            assertThat(elements(page, "style")).hasSize(1);
            for (Element svg : elements(page, "svg")) {
                assertThat(svg.getAttribute("role")).isEqualTo("img");
                assertThat(svg.getElementsByTagName("desc").getLength()).isEqualTo(1);
                assertThat(svg.getAttribute("aria-label") + svg.getAttribute("aria-labelledby"))
                        .isNotBlank();
            }
            for (Element table : elements(page, "table")) {
                int columns =
                        ((Element) table.getElementsByTagName("thead").item(0))
                                .getElementsByTagName("th")
                                .getLength();
                NodeList rows =
                        ((Element) table.getElementsByTagName("tbody").item(0))
                                .getElementsByTagName("tr");
                for (int row = 0; row < rows.getLength(); row++) {
                    Element each = (Element) rows.item(row);
                    assertThat(
                                    each.getElementsByTagName("td").getLength()
                                            + each.getElementsByTagName("th").getLength())
                            .as(table.getTextContent())
                            .isEqualTo(columns);
                }
            }
            assertThat(PlanPage.html(report)).isEqualTo(text);
        }
    }

    @Test
    void transfers_ofAPlan_addUpToTheBytesOfEachLink() {
        System.out.println("seed " + SEED);
        var scenarios = new RandomScenarios(SEED);
        int plans = 0;
        for (int i = 0; i < SCENARIOS; i++) {
            Scenario scenario = scenarios.next();
            Optional<Plan> plan = Planner.plan(scenario).plan();
            if (plan.isEmpty()) {
                continue;
            }
            plans++;
            Map<String, Double> sums = new HashMap<>();
            for (Transfer transfer : plan.get().graph().transfers()) {
                for (String link : transfer.links()) {
                    sums.merge(link, transfer.bytesPerSecond(), Double::sum);
                }
            }
            for (Plan.LinkUse use : plan.get().links()) {
                assertThat(sums.getOrDefault(use.link(), 0.0))
                        .as(scenario.toString())
                        .isCloseTo(
                                use.bytesPerSecond(),
                                Offset.offset(1e-6 + 1e-9 * use.bytesPerSecond()));
            }
        }
        assertThat(plans).isGreaterThan(SCENARIOS / 6);
    }

    @Test
    void diagram_ofManyTransfers_sumsThem() {
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            components.add(
                    component(
                            "part-" + i,
                            i % 2 == 0 ? "phone" : "cloud",
                            new Variant.Origin.Declared()));
        }
        Document page = parsed(PlanPage.html(Planner.plan(scenario("phone", "cloud", components))));

        Element figure = byId(page, "figure", "sites").orElseThrow();
        assertThat(figure.getTextContent())
                .contains("all flows in one direction", "and 12 more", "1 flow: ");
        assertThat(texts(page, "bdi")).contains("part-37 at cloud");
    }
}
