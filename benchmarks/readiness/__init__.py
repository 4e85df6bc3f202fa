"""Do forecasts come true? On made-up people whose exam is drawn, and on real ones who sat one."""
