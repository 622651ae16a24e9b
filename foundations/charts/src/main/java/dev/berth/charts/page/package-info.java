/// Style of pages that need nothing else. Read [dev.berth.charts.page.PageStyle].
@NullMarked
package dev.berth.charts.page;

import org.jspecify.annotations.NullMarked;
