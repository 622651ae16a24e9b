package dev.berth.cards.gate;

import dev.berth.charts.text.DisplayText;
import dev.berth.core.system.ValidationError;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Results as JUnit's XML, which continuous integration shows: a test case for each requirement,
/// and one for each error of the descriptions.
public final class JUnitReport {
    private JUnitReport() {}

    /// The report.
    ///
    /// @param errors of the descriptions
    public static String of(List<RequirementResult> results, List<ValidationError> errors) {
        var text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            long failures = errors.size() + results.stream().filter(each -> !each.isMet()).count();
            int tests = results.size() + errors.size();
            xml.writeStartElement("testsuites");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "berth check --release");
            xml.writeAttribute("tests", Integer.toString(tests));
            xml.writeAttribute("failures", Long.toString(failures));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("skipped", "0");
            xml.writeCharacters("\n");
            for (ValidationError error : errors) {
                testCase(xml, "description", error.location() + " " + error.pointer());
                failure(xml, "description", error.found(), error.toString());
                end(xml);
            }
            for (RequirementResult result : results) {
                testCase(xml, result.subject(), result.sentence());
                if (result.isMet()) {
                    element(xml, "system-out", result.explanation());
                } else {
                    failure(
                            xml,
                            result.verdict().words(),
                            result.explanation(),
                            result.location()
                                    + ": "
                                    + result.sentence()
                                    + ": "
                                    + result.verdict().words()
                                    + "\n"
                                    + result.explanation()
                                    + "\n"
                                    + result.remedy());
                }
                end(xml);
            }
            end(xml);
            end(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void testCase(XMLStreamWriter xml, String subject, String name)
            throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", DisplayText.line(subject));
        xml.writeAttribute("name", DisplayText.line(name));
        xml.writeAttribute("time", "0");
    }

    private static void failure(XMLStreamWriter xml, String type, String message, String text)
            throws XMLStreamException {
        xml.writeStartElement("failure");
        xml.writeAttribute("type", type);
        xml.writeAttribute("message", DisplayText.line(message));
        xml.writeCharacters(DisplayText.clean(text));
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String text)
            throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(DisplayText.clean(text));
        xml.writeEndElement();
    }

    private static void end(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }
}
