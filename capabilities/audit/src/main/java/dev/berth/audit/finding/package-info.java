/// Findings of an audit: what is wrong, where, why it hurts and how to mend it.
@NullMarked
package dev.berth.audit.finding;

import org.jspecify.annotations.NullMarked;
