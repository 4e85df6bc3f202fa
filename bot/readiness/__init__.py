"""Ready for the exam? A forecast for the date, a plan until then, and how forecasts came true."""
