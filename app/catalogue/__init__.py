"""What is treated, for what, where, who pays: products, assessments, regions and departments."""
