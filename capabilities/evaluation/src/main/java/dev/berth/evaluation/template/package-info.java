/// Template tests: sentences in which only an identity term differs.
///
/// Start reading at [dev.berth.evaluation.template.TemplateTest].
@NullMarked
package dev.berth.evaluation.template;

import org.jspecify.annotations.NullMarked;
