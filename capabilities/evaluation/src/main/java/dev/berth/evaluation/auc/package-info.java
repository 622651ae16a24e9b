/// Areas under the ROC curve within and between identity groups: unintended bias of scores.
///
/// Start reading at [dev.berth.evaluation.auc.IdentityAuc]. Deliberately absent: curves for plots.
@NullMarked
package dev.berth.evaluation.auc;

import org.jspecify.annotations.NullMarked;
