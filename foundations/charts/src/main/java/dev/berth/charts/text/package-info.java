/// Text as documents may show it. Read [dev.berth.charts.text.DisplayText].
@NullMarked
package dev.berth.charts.text;

import org.jspecify.annotations.NullMarked;
