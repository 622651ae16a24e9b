/// Reports of findings: text, a page, and what code hosts read.
@NullMarked
package dev.berth.audit.report;

import org.jspecify.annotations.NullMarked;
