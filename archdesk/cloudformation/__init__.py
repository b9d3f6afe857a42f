"""Design to CloudFormation template and back, from one mapping in the palettes."""
